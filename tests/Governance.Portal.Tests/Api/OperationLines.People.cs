namespace Governance.Portal.Tests.Api;

internal static partial class OperationLines
{
    // The open one to its end, and the next.
    private const string AccessReviews = """
        admin GET /api/v1/access-reviews => review=0.id
        admin GET /api/v1/access-reviews/$review
        admin GET /api/v1/access-reviews/$review/csv
        admin POST /api/v1/access-reviews/$review/lines/5 {"verdict":"attested","reason":"Still in this role"}
        admin POST /api/v1/access-reviews/$review/lines/6 {"verdict":"attested","reason":"Still in this role"}
        admin POST /api/v1/access-reviews/$review/lines/7 {"verdict":"attested","reason":"Still in this role"}
        admin POST /api/v1/access-reviews/$review/lines/8 {"verdict":"attested","reason":"Still in this role"}
        admin POST /api/v1/access-reviews/$review/lines/9 {"verdict":"attested","reason":"Still in this role"}
        admin POST /api/v1/access-reviews/$review/lines/10 {"verdict":"attested","reason":"Still in this role"}
        root POST /api/v1/access-reviews/$review/lines/11 {"verdict":"attested","reason":"Still in this role"}
        admin POST /api/v1/access-reviews/$review/close
        admin POST /api/v1/access-reviews {"dueAt":"$later"}
        """;

    // An account and everything that is done to one.
    private const string Users = """
        admin GET /api/v1/users?text=sponsor => sponsor=items.0.id
        admin POST /api/v1/users {"email":"new@demo.example","roles":["LegalReviewer"]} => user=user.id
        admin GET /api/v1/users/$user
        admin PUT /api/v1/users/$user/roles {"roles":["LegalReviewer","Engineer"]}
        risk POST /api/v1/users/$user/roles/LegalReviewer/confirm
        admin POST /api/v1/users/$user/password-link
        risk POST /api/v1/users/$user/password-link/confirm
        admin PUT /api/v1/users/$user/provider {"subject":"subject-1"}
        risk POST /api/v1/users/$user/provider/confirm
        admin DELETE /api/v1/users/$user/provider
        admin PUT /api/v1/users/$user/break-glass {"breakGlass":true}
        admin PUT /api/v1/users/$user/roles {"roles":["RiskOfficer","Engineer"]}
        risk POST /api/v1/users/$user/confirm
        admin POST /api/v1/users/$user/unlock
        admin POST /api/v1/users/$user/disable
        admin POST /api/v1/users/$user/enable
        admin GET /api/v1/users/$sponsor/sessions
        admin DELETE /api/v1/users/$sponsor/sessions/none
        admin DELETE /api/v1/users/$sponsor/sessions
        """;

    // API keys.
    private const string Keys = """
        admin POST /api/v1/keys {"name":"batch","scopes":["registry:read"],"expiresInDays":1} => newKey=key.id
        admin GET /api/v1/keys
        admin GET /api/v1/keys/$newKey
        admin DELETE /api/v1/keys/$newKey
        """;

    // Channels of chats.
    private const string Channels = """
        admin POST /api/v1/channels {"kind":"slack","name":"Model operations","secret":"$receiver/services/T000/B000/XXXX",
          "from":"high"} => channel=id
        admin GET /api/v1/channels
        admin GET /api/v1/channels/$channel
        admin PATCH /api/v1/channels/$channel {"isOn":false}
        admin PATCH /api/v1/channels/$channel {"isOn":true}
        admin POST /api/v1/channels/$channel/test
        admin GET /api/v1/channels/$channel/dispatches
        admin DELETE /api/v1/channels/$channel
        """;

    // A destination that takes everything, and an import.
    private const string Integrations = """
        admin POST /api/v1/integrations {"name":"Event hub","address":"$receiver/hook","format":"structured","actions":["incident.*"]}
          => destination=destination.id
        admin GET /api/v1/integrations
        admin GET /api/v1/integrations/$destination
        admin PATCH /api/v1/integrations/$destination {"actions":["incident.*","promotion.*"]}
        admin POST /api/v1/integrations/$destination/test
        admin GET /api/v1/integrations/$destination/deliveries
        admin POST /api/v1/integrations/$destination/replay {"from":1,"to":400}
        ! deliver
        admin GET /api/v1/integrations/$destination/deliveries => delivery=items.0.number
        admin POST /api/v1/integrations/$destination/deliveries/$delivery/replay
        admin POST /api/v1/integrations/$destination/pause
        admin POST /api/v1/integrations/$destination/resume
        admin POST /api/v1/integrations/$destination/secret
        admin DELETE /api/v1/integrations/$destination/secret/old
        admin DELETE /api/v1/integrations/$destination
        admin POST /api/v1/integrations/mlflow/imports {"server":"lab"} => import=id
        admin GET /api/v1/integrations/mlflow/imports
        admin GET /api/v1/integrations/mlflow/imports/$import
        admin POST /api/v1/integrations/mlflow/imports/$import/cancel
        """;

    // Figures, and who gets them by mail.
    private const string Dashboards = """
        risk GET /api/v1/kpis
        risk GET /api/v1/kpis/change-failure-rate/rows
        risk GET /api/v1/dashboards/programme
        risk GET /api/v1/dashboards/programme/export?format=csv
        risk POST /api/v1/dashboard-subscriptions {"view":"programme","cadence":"daily"} => subscription=id
        risk GET /api/v1/dashboard-subscriptions
        risk PATCH /api/v1/dashboard-subscriptions/$subscription {"paused":true}
        risk DELETE /api/v1/dashboard-subscriptions/$subscription
        """;

    // The inbox.
    private const string Notifications = """
        legal GET /api/v1/notifications => notification=items.0.id
        legal GET /api/v1/notifications/count
        legal GET /api/v1/notifications/preferences
        legal PUT /api/v1/notifications/preferences {"timeZone":"Europe/Copenhagen","language":"de","digestHour":8,"quietFrom":20,
          "quietUntil":7,"mail":{"alert-raised":"digest"}}
        legal PUT /api/v1/notifications/preferences/language {"language":"en"}
        legal POST /api/v1/notifications/$notification/read
        legal POST /api/v1/notifications/$notification/unread
        legal POST /api/v1/notifications/read
        """;

    // Saved views.
    private const string Views = """
        risk POST /api/v1/views {"page":"/risks","name":"Overdue","query":"only=overdue&sort=due","shared":true} => view=id
        risk GET /api/v1/views?page=/risks
        risk PUT /api/v1/views/$view {"page":"/risks","name":"Late","query":"only=overdue"}
        risk DELETE /api/v1/views/$view
        """;

    // One's own account; what ends sessions comes last.
    private const string Account = """
        engineer GET /api/v1/account/codes
        engineer POST /api/v1/account/codes => secret=secret
        engineer GET /api/v1/account/passkeys
        engineer POST /api/v1/account/passkeys/options
        ! codes
        ! provider
        engineer GET /api/v1/account/sessions
        engineer DELETE /api/v1/account/sessions/none
        engineer DELETE /api/v1/account/sessions
        nobody POST /api/v1/session/passkey/options
        engineer POST /api/v1/session/reauthenticate/options
        engineer GET /api/v1/session
        admin GET /api/v1/users?text=sponsor => sponsor=items.0.id
        engineer POST /api/v1/session/password {"current":"$password","password":"another few words are good"}
        engineer DELETE /api/v1/session
        """;
}
