using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Organisations;

/// <summary>The organisation that answers for what this installation governs. There is one at most.</summary>
public sealed class Organisation : IAudited
{
    /// <summary>The id of the one there is.</summary>
    public const int Only = 1;

    /// <summary>What the log calls it.</summary>
    public const string Subject = "organisation";

    /// <summary>Longest name.</summary>
    public const int MaxName = 200;

    /// <summary>Longest postal address.</summary>
    public const int MaxAddress = 500;

    /// <summary>Most lines of the postal address.</summary>
    public const int MaxLines = 8;

    /// <summary>Longest e-mail address.</summary>
    public const int MaxEmail = 254;

    /// <summary>Longest name of a time zone.</summary>
    public const int MaxTimeZone = 64;

    private Organisation() { }

    /// <summary>Always <see cref="Only"/>.</summary>
    public int Id { get; private init; } = Only;

    /// <summary>Its name, as printed on documents.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Its postal address in lines, with the country; empty when it is not given.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Where it is reached about its AI systems; empty when it is not given.</summary>
    public string Email { get; private set; } = "";

    /// <summary>Its time zone by the IANA name; null for that of the configuration.</summary>
    public string? TimeZone { get; private set; }

    /// <summary>Who wrote this last; null for an API key.</summary>
    public UserId? ChangedBy { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Counts changes; two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Subject;

    /// <summary>One that is not named yet: <see cref="Change"/> names it.</summary>
    public static Organisation New() => new();

    /// <summary>Says who it is. Returns what changed, by the names of the API.</summary>
    public Result<IReadOnlyList<string>> Change(OrganisationDetails details, UserId? by, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(details);
        var (name, address) = (Trimmed(details.Name), Lines(details.Address));
        var (email, zone) = (Trimmed(details.Email), Trimmed(details.TimeZone));
        var errors = new Dictionary<string, Sentence[]>(StringComparer.Ordinal);
        Refuse("name", RefusesName(name));
        Refuse("address", RefusesAddress(address));
        Refuse(
            "email",
            email.Length == 0 || IsEmail(email) ? null : (Sentence)$"Enter an e-mail address, such as ai-governance@bank.example."
        );
        Refuse(
            "timeZone",
            zone.Length == 0 || IsZone(zone) ? null : (Sentence)$"This is not a time zone. Use an IANA name such as Europe/Copenhagen."
        );
        if (errors.Count > 0)
        {
            return OrganisationRefusals.NotValid(errors);
        }

        List<string> changed = [];
        Note("name", Name != name);
        Note("address", Address != address);
        Note("email", Email != email);
        Note("timeZone", (TimeZone ?? "") != zone);
        (Name, Address, Email, TimeZone) = (name, address, email, zone.Length == 0 ? null : zone);
        (ChangedBy, ChangedAt) = (by, now);
        Revision++;
        return changed;

        void Refuse(string field, Sentence? why)
        {
            if (why is not null)
            {
                errors[field] = [why];
            }
        }

        void Note(string field, bool isNew)
        {
            if (isNew)
            {
                changed.Add(field);
            }
        }
    }

    private static Sentence? RefusesName(string name) =>
        name.Length is 0 or > MaxName ? $"The organisation's name must have 1 to {MaxName} characters."
        : NameText.Misleads(name) ? NameText.Refused
        : null;

    private static Sentence? RefusesAddress(string address) =>
        address.Length > MaxAddress || address.Count(c => c == '\n') >= MaxLines
            ? $"A postal address can have at most {MaxLines} lines and {MaxAddress} characters."
        : address.Split('\n').Any(NameText.Misleads) ? NameText.Refused
        : null;

    private static bool IsEmail(string text) =>
        text.Length is > 2 and <= MaxEmail
        && text.IndexOf('@', StringComparison.Ordinal) is var at
        && at > 0
        && at == text.LastIndexOf('@')
        && at < text.Length - 1
        && !text.Any(char.IsWhiteSpace)
        && !NameText.Misleads(text);

    // Names of Windows mean something only where its tables are, and offsets such as UTC+1 know no summer time.
    private static bool IsZone(string text) =>
        text.Length <= MaxTimeZone && TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone) && zone.HasIanaId;

    private static string Trimmed(string? text) => text?.Trim() ?? "";

    private static string Lines(string? text) =>
        string.Join('\n', (text ?? "").ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0));
}
