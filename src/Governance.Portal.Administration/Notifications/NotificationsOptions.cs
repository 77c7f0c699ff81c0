using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Governance.Portal.Administration.Notifications.Delivering;

namespace Governance.Portal.Administration.Notifications;

/// <summary>When people are reminded, section <c>Notifications</c>.</summary>
public sealed class NotificationsOptions : IValidatableObject
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Notifications";

    /// <summary>Hours before something is due at which people are reminded.</summary>
    public string RemindBeforeHours { get; set; } = "24";

    /// <summary>
    /// Days before something ends (approval, waiver, acceptance, key, review of a risk, obligation) at which people are reminded.
    /// </summary>
    public string RemindBeforeDays { get; set; } = "14, 3";

    /// <summary>Hours after the due time at which others are told.</summary>
    [Range(1, 24 * 90)]
    public int EscalateAfterHours { get; set; } = 24;

    /// <summary>Seconds between two looks at what is due.</summary>
    [Range(1, 3_600)]
    public int CheckSeconds { get; set; } = 60;

    /// <summary>Address of the portal as people reach it, for links in mails and messages; without it they name the page only.</summary>
    public string PublicAddress { get; set; } = "";

    /// <summary>The mail server.</summary>
    public SmtpSettings Smtp { get; set; } = new();

    /// <summary>Where PagerDuty takes events.</summary>
    public string PagerDutyAddress { get; set; } = "https://events.pagerduty.com/v2/enqueue";

    /// <summary>Days for which notifications that were read are kept; unread ones are kept twice as long.</summary>
    [Range(1, 3_650)]
    public int KeepDays { get; set; } = 180;

    internal IReadOnlyList<int> Hours => Numbers(RemindBeforeHours) ?? [];

    internal IReadOnlyList<int> DaysInHours => [.. (Numbers(RemindBeforeDays) ?? []).Select(d => d * 24)];

    /// <summary>The address of a page, as far as it is known.</summary>
    internal string Absolute(string path) => PublicAddress.TrimEnd('/') + path;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (
            var (key, text, most) in new[]
            {
                (nameof(RemindBeforeHours), RemindBeforeHours, 24 * 90),
                (nameof(RemindBeforeDays), RemindBeforeDays, 365),
            }
        )
        {
            if (Numbers(text) is not { } numbers || numbers.Any(n => n < 1 || n > most))
            {
                yield return new ValidationResult(
                    $"Notifications__{key} must be whole numbers from 1 to {most}, separated by commas; \"{text}\" is not.",
                    [key]
                );
            }
        }

        if (!IsAddress(PagerDutyAddress))
        {
            yield return new ValidationResult("Notifications__PagerDutyAddress is not an address.", [nameof(PagerDutyAddress)]);
        }

        foreach (var wrong in Smtp.Check())
        {
            yield return wrong;
        }

        if (PublicAddress.Length > 0 && !IsAddress(PublicAddress))
        {
            yield return new ValidationResult(
                "Notifications__PublicAddress must be the address of this portal, such as https://governance.example.com.",
                [nameof(PublicAddress)]
            );
        }
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme is "https" or "http")
        && address.Query.Length == 0
        && address.UserInfo.Length == 0;

    private static List<int>? Numbers(string text)
    {
        var numbers = new List<int>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return numbers;
    }
}
