using System.Net.Mail;
using System.Net.Sockets;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Domain.Notifications;
using Governance.Localisation;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MimeKit;
using SmtpClient = MailKit.Net.Smtp.SmtpClient;

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

    // STARTTLS is asked for first, the portal may not send now, or it asked for what the server does not know: the server rejects the
    // portal, not the mail, and an administrator can fix that (RFC 3207, 4954, 5321).
    private static readonly int[] s_ours = [530, 454, 502];

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

    private async Task<SendOutcome> SendAsync(MimeMessage message, CancellationToken ct)
    {
        var smtp = options.Value.Smtp;
        OpenTransaction.EnsureNone("the mail server");
        using var client = new SmtpClient { CheckCertificateRevocation = false };
        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(smtp.TimeoutSeconds), clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        var given = new Given();
        try
        {
            await client.ConnectAsync(smtp.Host, smtp.Port, Options(smtp.Security), bound.Token);
            if (smtp.User.Length > 0)
            {
                await client.AuthenticateAsync(smtp.User, smtp.Password, bound.Token);
            }

            var format = FormatOptions.Default.Clone();
            format.International = client.Capabilities.HasFlag(SmtpCapabilities.UTF8);
            await client.SendAsync(format, message, bound.Token, given);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return given.HasBegun
                ? SendOutcome.Unsure(
                    $"{smtp.Host} did not answer within {smtp.TimeoutSeconds} seconds (Notifications__Smtp__TimeoutSeconds). The "
                        + $"e-mail may have arrived."
                )
                : new SendOutcome(
                    $"{smtp.Host} did not answer within {smtp.TimeoutSeconds} seconds (Notifications__Smtp__TimeoutSeconds)."
                );
        }
        catch (SmtpCommandException e)
        {
            return new SendOutcome(
                $"{smtp.Host} answered with {(int)e.StatusCode}: {e.Message}",
                ForGood: (int)e.StatusCode is >= 500 and < 600 && !s_ours.Contains((int)e.StatusCode)
            );
        }
        catch (Exception e) when (IsBroken(e) && given.HasBegun)
        {
            return SendOutcome.Unsure($"{smtp.Host}:{smtp.Port}: {Root(e).Message} The e-mail may have arrived.");
        }
        catch (Exception e) when (IsBroken(e) && !client.IsConnected)
        {
            return new SendOutcome($"{smtp.Host}:{smtp.Port} could not be reached: {Root(e).Message}");
        }
        catch (Exception e) when (IsBroken(e))
        {
            return new SendOutcome($"{smtp.Host}:{smtp.Port}: {Root(e).Message}");
        }

        await LeaveAsync(client, bound.Token);
        return SendOutcome.Arrived;
    }

    private static SecureSocketOptions Options(SmtpSecurity security) =>
        security switch
        {
            SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
            SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
            SmtpSecurity.None => SecureSocketOptions.None,
        };

    private static bool IsBroken(Exception e) =>
        e
            is IOException
                or SocketException
                or SmtpProtocolException
                or SslHandshakeException
                or AuthenticationException
                or NotSupportedException
                or InvalidOperationException
                or FormatException;

    // The server has the mail: how it takes leave does not matter.
    private static async Task LeaveAsync(SmtpClient client, CancellationToken ct)
    {
        try
        {
            await client.DisconnectAsync(quit: true, ct);
        }
        catch (Exception e) when (IsBroken(e) || e is OperationCanceledException or SmtpCommandException)
        {
            // Its connection ends with the client.
        }
    }

    private static MimeMessage InLanguage(string? language, Func<MimeMessage> write)
    {
        using (Languages.Use(language))
        {
            return write();
        }
    }

    private static Exception Root(Exception e) => e.InnerException is { } inner ? Root(inner) : e;

    /// <summary>Whether the server was given any of the mail: from there on it may have it, whatever it says.</summary>
    private sealed class Given : ITransferProgress
    {
        public bool HasBegun { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => HasBegun = true;

        public void Report(long bytesTransferred) => HasBegun = true;
    }
}
