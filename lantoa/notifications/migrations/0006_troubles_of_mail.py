"""Why no mail leaves is told apart: no encryption offered or demanded, and what is wrong with a certificate."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0005_mails_leave_in_turn'),
    ]

    operations = [
        migrations.AlterField(
            model_name='delivery',
            name='trouble',
            field=models.CharField(blank=True, choices=[('unreachable', 'Không nối được với máy chủ thư'), ('sign_in', 'Máy chủ thư không nhận tài khoản gửi'), ('encryption', 'Không mã hóa được đường nối với máy chủ thư'), ('not_offered', 'Máy chủ thư không có STARTTLS như đã đặt'), ('demanded', 'Máy chủ thư chỉ nhận đường nối có mã hóa'), ('cert_unknown', 'Chứng thư số của máy chủ thư không do nơi đáng tin cấp'), ('cert_expired', 'Chứng thư số của máy chủ thư đã hết hạn hoặc chưa đến ngày dùng'), ('cert_name', 'Chứng thư số của máy chủ thư mang tên máy khác'), ('sender', 'Máy chủ thư không nhận địa chỉ người gửi')], max_length=12),
        ),
    ]
