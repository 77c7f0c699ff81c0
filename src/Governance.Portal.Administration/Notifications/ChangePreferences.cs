using System.ComponentModel.DataAnnotations;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Localisation;
using Governance.Portal.Administration.Notifications.Delivering;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Notifications;

/// <summary>How a person is notified.</summary>
/// <param name="TimeZone">IANA name of the time zone of the hours.</param>
/// <param name="DigestHour">Hour of the daily digest.</param>
/// <param name="QuietFrom">Hour at which quiet hours begin, or null.</param>
/// <param name="QuietUntil">Hour at which quiet hours end, or null.</param>
/// <param name="Mail">For each kind: <c>now</c>, <c>digest</c> or <c>never</c>.</param>
/// <param name="Language">Tag of the language of e-mails, such as <c>de</c>; null while none has been chosen, which means English.</param>
/// <param name="MailIsOn">False while this portal sends no e-mail at all.</param>
/// <param name="Revision">Number of changes; the ETag.</param>
public sealed record PreferencesView(
    string TimeZone,
    int DigestHour,
    int? QuietFrom,
    int? QuietUntil,
    IReadOnlyDictionary<string, MailMode> Mail,
    string? Language,
    bool MailIsOn,
    int Revision
)
{
    internal static PreferencesView Of(NotificationPreferences own, IEnumerable<KindRule> rules, bool mailIsOn) =>
        new(
            own.TimeZone,
            own.DigestHour,
            own.QuietFrom,
            own.QuietUntil,
            rules.ToDictionary(r => WireName.Of(r.Kind), r => own.MailOf(r.Kind), StringComparer.Ordinal),
            own.Language,
            mailIsOn,
            own.Revision
        );
}

/// <summary>How a person wants to be notified.</summary>
/// <param name="TimeZone">IANA name of the time zone; unchanged if absent.</param>
/// <param name="DigestHour">Hour of the daily digest, 0 to 23; unchanged if absent.</param>
/// <param name="QuietFrom">Hour from 0 to 23 at which quiet hours begin; if both ends are absent, there are no quiet hours.</param>
/// <param name="QuietUntil">Hour from 0 to 23 at which quiet hours end.</param>
/// <param name="Mail">Kinds to change: <c>now</c>, <c>digest</c> or <c>never</c>.</param>
/// <param name="Language">Tag of the language of e-mails, such as <c>de</c>; unchanged if absent.</param>
public sealed record PreferencesBody(
    string? TimeZone = null,
    int? DigestHour = null,
    int? QuietFrom = null,
    int? QuietUntil = null,
    IReadOnlyDictionary<string, string>? Mail = null,
    string? Language = null
);

/// <summary>The language in which a person receives e-mails.</summary>
/// <param name="Language">Tag of the language, such as <c>de</c>.</param>
public sealed record LanguageBody([property: Required] string? Language = null);

/// <summary>Reads and changes how a person is told. Personal, and so no entry of the log.</summary>
internal sealed class ChangePreferences(IDbContextFactory<GovernanceDbContext> dbFactory, MailSwitch mail, TimeProvider clock)
{
    /// <summary>Reads.</summary>
    public async Task<Result<PreferencesView>> GetAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var readable = await ListNotifications.ReadableAsync(db, actor, clock.GetLocalNow(), ct);
        if (readable.Refusal is { } nobody)
        {
            return nobody;
        }

        var (person, kinds) = readable.Value;
        var own =
            await db.NotificationPreferences.AsNoTracking().SingleOrDefaultAsync(p => p.Person == person, ct)
            ?? NotificationPreferences.Default(person);
        return PreferencesView.Of(own, kinds.Select(KindRule.Of), mail.IsOn);
    }

    /// <summary>Changes.</summary>
    public Task<Result<PreferencesView>> RunAsync(Actor actor, PreferencesBody body, string? ifMatch, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(body);
        var kinds = new Dictionary<NotificationKind, MailMode>();
        foreach (var (kind, mode) in body.Mail ?? new Dictionary<string, string>())
        {
            if (!WireName.TryParse<NotificationKind>(kind, out var known))
            {
                return Refused(NotificationRefusals.KindUnknown);
            }

            if (!WireName.TryParse<MailMode>(mode, out var wanted))
            {
                return Refused(NotificationRefusals.ModeUnknown);
            }

            kinds[known] = wanted;
        }

        if (body.Language is { } language && !Languages.Knows(language))
        {
            return Refused(LanguageUnknown);
        }

        return ChangeAsync(
            actor,
            ifMatch,
            own => own.Change(body.TimeZone, body.DigestHour, body.QuietFrom, body.QuietUntil, kinds, body.Language),
            ct
        );
    }

    /// <summary>Changes the language alone: what the language menu does, which knows nothing of hours and kinds.</summary>
    public Task<Result<PreferencesView>> SpeakAsync(Actor actor, string? language, CancellationToken ct) =>
        !Languages.Knows(language)
            ? Refused(LanguageUnknown)
            : ChangeAsync(
                actor,
                null,
                own =>
                {
                    own.Speak(language!);
                    return null;
                },
                ct
            );

    private static Refusal LanguageUnknown => NotificationRefusals.LanguageUnknown(Languages.All.Select(l => l.Tag));

    private static Task<Result<PreferencesView>> Refused(Refusal refusal) => Task.FromResult<Result<PreferencesView>>(refusal);

    private async Task<Result<PreferencesView>> ChangeAsync(
        Actor actor,
        string? ifMatch,
        Func<NotificationPreferences, Refusal?> change,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (db.LogDamage is not null)
        {
            return ActionRunner.Damaged;
        }

        var readable = await ListNotifications.ReadableAsync(db, actor, clock.GetLocalNow(), ct);
        if (readable.Refusal is { } nobody)
        {
            return nobody;
        }

        var person = readable.Value.Person;
        var own = await db.NotificationPreferences.SingleOrDefaultAsync(p => p.Person == person, ct);
        var isNew = own is null;
        own ??= NotificationPreferences.Default(person);
        if (ETags.Refuses(ifMatch, own.Revision) is { } stale)
        {
            return stale;
        }

        if (change(own) is { } refusal)
        {
            return refusal;
        }

        if (isNew)
        {
            db.NotificationPreferences.Add(own);
        }

        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            return ActionRunner.Busy;
        }

        return PreferencesView.Of(own, readable.Value.Kinds.Select(KindRule.Of), mail.IsOn);
    }
}
