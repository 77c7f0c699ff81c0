using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Mail;

namespace Governance.Portal.Administration.Notifications.Delivering;

/// <summary>How a connection to the mail server is protected.</summary>
public enum SmtpSecurity
{
    /// <summary>STARTTLS, or no mail.</summary>
    StartTls,

    /// <summary>TLS from the first byte, as on port 465.</summary>
    Tls,

    /// <summary>Not at all: for a server on the same machine.</summary>
    None,
}

/// <summary>The mail server, in the section <c>Notifications:Smtp</c>. A record, so that two of the same settings are equal.</summary>
public sealed record SmtpSettings
{
    /// <summary>Name of the server; empty: no mail is sent.</summary>
    public string Host { get; set; } = "";

    /// <summary>Port.</summary>
    public int Port { get; set; } = 587;

    /// <summary><c>StartTls</c>, <c>Tls</c> from the first byte, or <c>None</c> for a server on the same machine.</summary>
    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>User, where the server asks for one.</summary>
    public string User { get; set; } = "";

    /// <summary>Their password.</summary>
    public string Password { get; set; } = "";

    /// <summary>Sender: <c>governance@example.com</c>.</summary>
    public string From { get; set; } = "";

    /// <summary>Seconds for one mail.</summary>
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>Says what cannot be.</summary>
    internal IEnumerable<ValidationResult> Check()
    {
        if (Host.Length == 0)
        {
            yield break;
        }

        if (Port is < 1 or > 65_535)
        {
            yield return new ValidationResult("Notifications__Smtp__Port must be from 1 to 65535.", [nameof(Port)]);
        }

        if (TimeoutSeconds is < 1 or > 300)
        {
            yield return new ValidationResult("Notifications__Smtp__TimeoutSeconds must be from 1 to 300.", [nameof(TimeoutSeconds)]);
        }

        if (!MailAddress.TryCreate(From, out _) || From.Any(char.IsControl))
        {
            yield return new ValidationResult(
                $"Notifications__Smtp__From is not a sender address: \"{From}\". Use an address such as governance@example.com.",
                [nameof(From)]
            );
        }

        if (User.Length > 0 != Password.Length > 0)
        {
            yield return new ValidationResult(
                "Set both Notifications__Smtp__User and Notifications__Smtp__Password, or neither.",
                [nameof(User)]
            );
        }

        if (User.Length > 0 && Security is SmtpSecurity.None && !IsThisMachine(Host))
        {
            yield return new ValidationResult(
                "Notifications__Smtp__Security: a password is not sent to another machine without TLS. Set StartTls.",
                [nameof(Security)]
            );
        }
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
