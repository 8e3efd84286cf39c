from django.urls import path

from lantoa.commendation.views import certificates, decisions, nominations, rounds

app_name = "commendation"

NOMINATION = "<str:code>/de-nghi/<uuid:nomination>/"
PROPOSAL = "<str:code>/quyet-dinh/<uuid:proposal>/"
REGISTER = "<str:code>/so-khen/<int:number>/"
CERTIFICATE = "giay-khen/<str:certificate>/"

urlpatterns = [
    path("", rounds.rounds_view, name="rounds"),
    path("xuat/", rounds.rounds_export_view, name="rounds_export"),
    path(CERTIFICATE, certificates.certificate_view, name="certificate"),
    path(f"{CERTIFICATE}pdf/", certificates.certificate_pdf_view, name="certificate_pdf"),
    path(f"{CERTIFICATE}hinh/", certificates.certificate_preview_view, name="certificate_preview"),
    path(f"{CERTIFICATE}thu-hoi/", certificates.revoke_view, name="revoke"),
    path(
        f"{CERTIFICATE}thu-hoi/<uuid:proposal>/ky/",
        certificates.revocation_confirm_view,
        name="revocation_confirm",
    ),
    path(
        f"{CERTIFICATE}thu-hoi/<uuid:proposal>/tra-lai/",
        certificates.revocation_return_view,
        name="revocation_return",
    ),
    path("<str:code>/", rounds.round_view, name="round"),
    path("<str:code>/xuat/", rounds.round_export_view, name="round_export"),
    path("<str:code>/de-nghi-moi/", nominations.nominate_view, name="nominate"),
    path(NOMINATION, nominations.nomination_view, name="nomination"),
    path(f"{NOMINATION}sua/", nominations.edit_view, name="nomination_edit"),
    path(f"{NOMINATION}gui/", nominations.submit_view, name="nomination_submit"),
    path(f"{NOMINATION}xet/", nominations.examine_view, name="nomination_examine"),
    path(f"{NOMINATION}dong-y/", nominations.consent_view, name="nomination_consent"),
    path("<str:code>/trinh-quyet-dinh/", decisions.propose_view, name="decision_propose"),
    path(f"{PROPOSAL}ky/", decisions.issue_view, name="decision_issue"),
    path(f"{PROPOSAL}tra-lai/", decisions.return_view, name="decision_return"),
    path(REGISTER, certificates.register_view, name="register"),
    path(f"{REGISTER}xuat/", certificates.register_export_view, name="register_export"),
    path(f"{REGISTER}giay-khen.pdf", certificates.certificates_pdf_view, name="certificates_pdf"),
]
