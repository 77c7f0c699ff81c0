using System.Security.Cryptography;
using Governance.Domain;
using Governance.Domain.Notifications;
using Governance.Portal.Kernel.Outbound;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Notifications.Delivering;

/// <summary>Seals addresses and keys of channels, and says which can be ones. They are never shown or logged; their host may be.</summary>
internal sealed class ChannelSecrets(
    IDataProtectionProvider protection,
    IOptions<OutboundOptions> outbound,
    IOptions<NotificationsOptions> options
)
{
    private const int Most = 2_000;

    private readonly IDataProtector _protector = protection.CreateProtector("governance.notification-channel.v1");

    /// <summary>Seals a secret, with the host that is called.</summary>
    public Result<(string Sealed, string Host)> Seal(ChannelKind kind, string? secret)
    {
        var text = secret?.Trim() ?? "";
        if (text.Length is 0 or > Most)
        {
            return NotificationRefusals.SecretNotValid(
                kind is ChannelKind.PagerDuty
                    ? (Sentence)$"Enter the integration key of the service."
                    : $"Enter the address that the workspace created for this channel."
            );
        }

        if (kind is ChannelKind.PagerDuty && !text.All(char.IsAsciiLetterOrDigit))
        {
            return NotificationRefusals.SecretNotValid($"A PagerDuty integration key must contain only letters and digits.");
        }

        var called = kind is ChannelKind.PagerDuty ? options.Value.PagerDutyAddress : text;
        if (
            !Uri.TryCreate(called, UriKind.Absolute, out var address)
            || address.UserInfo.Length > 0
            || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
        )
        {
            return NotificationRefusals.SecretNotValid($"An address must begin with https:// and must not contain a user name.");
        }

        // Said now rather than with the first message: a channel that is never called would look like one.
        var reach = outbound.Value.ReachOf(address.IdnHost, address.Port);
        return reach is null
                ? NotificationRefusals.SecretNotValid($"{address.Host} is neither in Outbound__AllowedHosts nor in Outbound__PrivateHosts.")
            : address.Scheme == Uri.UriSchemeHttp && reach is not OutboundReach.Anywhere
                ? NotificationRefusals.SecretNotValid($"{address.Host} may be called only over HTTPS.")
            : (_protector.Protect(text), address.Host);
    }

    /// <summary>Opens what was sealed here; null when the keys of this portal are others now.</summary>
    public string? Open(NotificationChannel channel)
    {
        try
        {
            return _protector.Unprotect(channel.Secret);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
