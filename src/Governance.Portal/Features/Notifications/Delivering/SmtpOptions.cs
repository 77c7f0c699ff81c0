using System.ComponentModel.DataAnnotations;
using System.Net.Mail;

namespace Governance.Portal.Features.Notifications.Delivering;

/// <summary>How a connection to the mail server is protected.</summary>
public enum SmtpSecurity
{
    /// <summary>STARTTLS, or no mail.</summary>
    StartTls,

    /// <summary>Not at all: for a server on the same machine.</summary>
    None,
}

/// <summary>The mail server, section <c>Notifications:Smtp</c>.</summary>
public sealed class SmtpOptions : IValidatableObject
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Notifications:Smtp";

    /// <summary>Name of the server; empty: no mail is sent.</summary>
    public string Host { get; set; } = "";

    /// <summary>Port.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 587;

    /// <summary><c>StartTls</c>, or <c>None</c> for a server on the same machine.</summary>
    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>User, where the server asks for one.</summary>
    public string User { get; set; } = "";

    /// <summary>Their password.</summary>
    public string Password { get; set; } = "";

    /// <summary>Sender: <c>governance@example.com</c> or <c>Governance &lt;governance@example.com&gt;</c>.</summary>
    public string From { get; set; } = "";

    /// <summary>Seconds for one mail.</summary>
    [Range(1, 300)]
    public int TimeoutSeconds { get; set; } = 30;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Host.Length == 0)
        {
            yield break;
        }

        if (!MailAddress.TryCreate(From, out _) || From.Any(char.IsControl))
        {
            yield return new ValidationResult($"Notifications__Smtp__From is no sender: \"{From}\". Write governance@example.com.", [nameof(From)]);
        }

        if (User.Length > 0 != Password.Length > 0)
        {
            yield return new ValidationResult("Notifications__Smtp__User and Notifications__Smtp__Password are set together, or neither.", [nameof(User)]);
        }

        if (User.Length > 0 && Security is SmtpSecurity.None && !IsThisMachine(Host))
        {
            yield return new ValidationResult("Notifications__Smtp__Security: a password is not sent to another machine without TLS. Set StartTls.", [nameof(Security)]);
        }
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));
}
