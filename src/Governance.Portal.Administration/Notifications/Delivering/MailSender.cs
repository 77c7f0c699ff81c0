using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Localisation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Notifications.Delivering;

/// <summary>Sends what waits for a person by mail and in their language, as long as they may still read it and have not read it.</summary>
internal sealed class MailSender(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    MailWriter writer,
    IEnumerable<ILetterWriter> letters,
    IOptions<NotificationsOptions> options,
    TimeProvider clock
)
{
    private const int MaxInDigest = 200;

    // The server rejects the portal, not the mail: an administrator can fix that.
    private static readonly SmtpStatusCode[] s_ours =
    [
        SmtpStatusCode.MustIssueStartTlsFirst,
        SmtpStatusCode.ClientNotPermitted,
        SmtpStatusCode.CommandNotImplemented,
    ];

    /// <summary>Sends one.</summary>
    public async Task<SendOutcome> SendAsync(Dispatch dispatch, UserId person, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var user = await db
            .Users.AsNoTracking()
            .Where(u => u.Id == person.Number && u.DisabledAt == null)
            .Select(u => new { u.Email })
            .SingleOrDefaultAsync(ct);
        if (user is null || !MailAddress.TryCreate(user.Email, out _) || user.Email.Any(char.IsControl))
        {
            return SendOutcome.Needless("The account is disabled, or has no e-mail address.");
        }

        var recipient = person;
        var own =
            await db.NotificationPreferences.AsNoTracking().SingleOrDefaultAsync(p => p.Person == recipient, ct)
            ?? NotificationPreferences.Default(person);
        if (letters.FirstOrDefault(l => dispatch.Key.StartsWith(l.Prefix, StringComparison.Ordinal)) is { } letterWriter)
        {
            var written = await letterWriter.WriteAsync(db, dispatch, person, own.Language, ct);
            if (written.Letter is not { } letter)
            {
                return written.Outcome!;
            }

            using var mail = InLanguage(own.Language, () => writer.Of(user.Email, dispatch.Key, letter));
            return await SendAsync(mail, ct);
        }

        var roles = await AccessReader.RolesOf(db, person.Number).ToListAsync(ct);
        var kinds = KindRule.All.Where(r => r.IsReadBy(roles)).Select(r => r.Kind).ToList();
        var digest = dispatch.Key.StartsWith("digest/", StringComparison.Ordinal);
        var key = dispatch.Key;
        var unread = await db
            .Notifications.AsNoTracking()
            .Where(n => n.Person == recipient && (digest ? n.DigestKey == key : n.Key == key) && n.ReadAt == null && kinds.Contains(n.Kind))
            .OrderByDescending(n => n.Urgency == Urgency.Urgent)
            .ThenByDescending(n => n.Urgency == Urgency.High)
            .ThenBy(n => n.Id)
            .Take(MaxInDigest)
            .ToListAsync(ct);
        if (unread.Count == 0)
        {
            return SendOutcome.Needless("The notification was already read, or no longer concerns this person.");
        }

        using var message = InLanguage(
            own.Language,
            () => digest ? writer.Of(user.Email, key, unread, own.Zone) : writer.Of(user.Email, unread[0], own.Zone)
        );
        return await SendAsync(message, ct);
    }

    private async Task<SendOutcome> SendAsync(MailMessage message, CancellationToken ct)
    {
        var smtp = options.Value.Smtp;
        OpenTransaction.EnsureNone("the mail server");
        using var client = new SmtpClient(smtp.Host, smtp.Port)
        {
            EnableSsl = smtp.Security is SmtpSecurity.StartTls,
            UseDefaultCredentials = false,
            Credentials = smtp.User.Length > 0 ? new NetworkCredential(smtp.User, smtp.Password) : null,
            DeliveryFormat = SmtpDeliveryFormat.International,
        };
        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(smtp.TimeoutSeconds), clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            await client.SendMailAsync(message, bound.Token);
            return SendOutcome.Arrived;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return SendOutcome.Unsure(
                $"{smtp.Host} did not answer within {smtp.TimeoutSeconds} seconds (Notifications__Smtp__TimeoutSeconds). The "
                    + $"e-mail may have arrived."
            );
        }
        catch (SmtpException e) when (e.StatusCode is SmtpStatusCode.GeneralFailure)
        {
            return new SendOutcome($"{smtp.Host}:{smtp.Port} could not be reached: {Root(e).Message}");
        }
        catch (SmtpException e)
        {
            return new SendOutcome(
                $"{smtp.Host} answered with {(int)e.StatusCode}: {e.Message}",
                ForGood: (int)e.StatusCode is >= 500 and < 600 && !s_ours.Contains(e.StatusCode)
            );
        }
        catch (Exception e)
            when (e
                    is IOException
                        or SocketException
                        or InvalidOperationException
                        or FormatException
                        or System.Security.Authentication.AuthenticationException
            )
        {
            return new SendOutcome($"{smtp.Host}:{smtp.Port}: {Root(e).Message}");
        }
    }

    private static MailMessage InLanguage(string? language, Func<MailMessage> write)
    {
        using (Languages.Use(language))
        {
            return write();
        }
    }

    private static Exception Root(Exception e) => e.InnerException is { } inner ? Root(inner) : e;
}
