"""A server that does not carry our mail any further is a trouble of its own: no mailbox is at fault."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0006_troubles_of_mail'),
    ]

    operations = [
        migrations.AlterField(
            model_name='delivery',
            name='trouble',
            field=models.CharField(blank=True, choices=[('unreachable', 'Không nối được với máy chủ thư'), ('sign_in', 'Máy chủ thư không nhận tài khoản gửi'), ('encryption', 'Không mã hóa được đường nối với máy chủ thư'), ('not_offered', 'Máy chủ thư không có STARTTLS như đã đặt'), ('demanded', 'Máy chủ thư chỉ nhận đường nối có mã hóa'), ('cert_unknown', 'Chứng thư số của máy chủ thư không do nơi đáng tin cấp'), ('cert_expired', 'Chứng thư số của máy chủ thư đã hết hạn hoặc chưa đến ngày dùng'), ('cert_name', 'Chứng thư số của máy chủ thư mang tên máy khác'), ('sender', 'Máy chủ thư không nhận địa chỉ người gửi'), ('barred', 'Máy chủ thư không chuyển thư của phần mềm đến người nhận')], max_length=12),
        ),
    ]
