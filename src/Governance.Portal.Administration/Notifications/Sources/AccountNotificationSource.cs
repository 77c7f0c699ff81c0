using Governance.Data.Audit;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications.Sources;

/// <summary>Tells people what was done to their accounts, and administrators what concerns the safety of the installation.</summary>
internal sealed class AccountNotificationSource : INotificationSource
{
    private const string NewBrowser = "session.opened";

    // A new key or password may have been set by someone else who had got in: the person hears of it even if it was them.
    private static readonly string[] s_tellsDoer =
    [
        "passkey.registered",
        "passkey.removed",
        "user.password-set",
        "password.changed",
        "codes.set-up",
        "codes.removed",
        "recovery-codes.renewed",
        NewBrowser,
        "key.created",
    ];

    private static readonly string[] s_account =
    [
        "role.granted",
        "role.revoked",
        "role.scope-changed",
        "user.locked",
        "user.unlocked",
        "user.link-sent",
        "user.password-set",
        "passkey.registered",
        "passkey.removed",
        "password.changed",
        "codes.set-up",
        "codes.removed",
        "recovery-codes.renewed",
        "user.codes-reset",
    ];

    private static readonly string[] s_security =
    [
        "user.locked",
        "artifact.altered",
        "artifact.missing",
        "log-key.rotated",
        "log.continued",
        "database.restored",
        // Once for each success; a failure comes every hour, and every page says it.
        "backup.late",
        "backup.rehearsal-late",
        "channel.given-up",
        "upload.quarantined",
        Domain.Audit.LoggedEvent.UnreadableAction,
    ];

    public IReadOnlyList<string> Actions { get; } = [.. s_account.Concat(s_security).Append("key.created").Append(NewBrowser).Distinct()];

    public async Task<IReadOnlyList<NotificationEvent>> ReadAsync(NotificationContext context, FollowedEntry entry, CancellationToken ct)
    {
        var (happened, by) = (entry.Event, NotificationContext.PersonOf(entry.Event.Actor));
        var role = happened.Text("role") is { } id ? Roles.Title(id) : null;
        var words = NotificationContext.Words((NotificationTexts.What, happened.Action), ("role", role));
        var news = new List<NotificationEvent>();
        if (await PersonAsync(context, happened, ct) is { } person)
        {
            news.Add(
                new NotificationEvent(NotificationKind.Account, happened.Subject, $"account/{entry.Index}")
                {
                    Link = "/account",
                    Recipients = [person],
                    TellsDoer = s_tellsDoer.Contains(happened.Action, StringComparer.Ordinal),
                    Parameters = words,
                }
            );
        }

        if (IsSecurity(happened))
        {
            news.Add(
                new NotificationEvent(NotificationKind.Security, happened.Subject, $"security/{entry.Index}")
                {
                    Link = $"/audit/{entry.Index}",
                    Urgency = Urgency.High,
                    Recipients = await context.InRoleAsync(Roles.Administrator, ct),
                    Parameters = words,
                }
            );
        }

        return [.. news.Select(n => n with { DoneBy = by, LogIndex = entry.Index })];
    }

    // Whom an entry concerns as the owner of an account; null for everything else.
    private static async Task<UserId?> PersonAsync(NotificationContext context, Domain.Audit.LoggedEvent happened, CancellationToken ct)
    {
        if (happened.Action == "key.created")
        {
            return DisplayId.TryParse<ApiKeyId>(happened.Subject, out var key)
                ? await context.Db.ApiKeys.AsNoTracking().Where(k => k.Id == key).Select(k => k.Owner).SingleOrDefaultAsync(ct)
                : null;
        }

        var isTold =
            happened.Action == NewBrowser
                ? happened.Data.TryGetProperty("isNewBrowser", out var isNew) && isNew.ValueKind is System.Text.Json.JsonValueKind.True
                : s_account.Contains(happened.Action, StringComparer.Ordinal);
        return isTold && DisplayId.TryParse<UserId>(happened.Subject, out var person) ? person : null;
    }

    private static bool IsSecurity(Domain.Audit.LoggedEvent happened) =>
        s_security.Contains(happened.Action, StringComparer.Ordinal)
        || (happened.Action == "role.granted" && happened.Text("role") == Roles.Administrator)
        || (
            happened.Action == "key.created"
            && happened.Data.TryGetProperty("scopes", out var scopes)
            && scopes.ValueKind is System.Text.Json.JsonValueKind.Array
            && scopes.EnumerateArray().Any(s => s.ToString() == Scopes.Admin)
        );
}
