using System.Text.RegularExpressions;
using Governance.Domain.Audit;

namespace Governance.Domain.Models;

/// <summary>A name by which programs ask for a version of a model, such as <c>champion</c>. It can be given to another version.</summary>
public sealed partial class ModelAlias : IAudited
{
    private ModelAlias() { }

    /// <summary>Gives an alias to a version.</summary>
    public ModelAlias(string model, string alias, string version, bool isGated, string by, DateTimeOffset now) =>
        (Model, Alias, Version, IsGated, SetBy, SetAt, Revision) = (model, alias, version, isGated, by, now, 1);

    /// <summary>Aliases that stand for production everywhere.</summary>
    public static IReadOnlyList<string> AlwaysGated { get; } = ["champion", "production"];

    /// <summary>
    /// Aliases by which a version gets a share of real traffic: only one that may have it gets them, by an approval to production.
    /// </summary>
    public static IReadOnlyList<string> OfShares { get; } = ["ab", "canary", "live", "pilot", "prod", "serving"];

    /// <summary>The model's name.</summary>
    public string Model { get; private set; } = "";

    /// <summary>The alias, as first written.</summary>
    public string Alias { get; private set; } = "";

    /// <summary>Name of the version that has it.</summary>
    public string Version { get; private set; } = "";

    /// <summary>True when it stands for production: only a version that is in production has it.</summary>
    public bool IsGated { get; private set; }

    /// <summary>When it was given to this version.</summary>
    public DateTimeOffset SetAt { get; private set; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string SetBy { get; private set; } = "";

    /// <summary>Grows with each change; two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Model;

    /// <summary>True for a name an alias may have. <c>latest</c> and <c>v3</c> mean versions to MLflow clients.</summary>
    public static bool IsAlias(string? text) =>
        text is not null
        && Form().IsMatch(text)
        && !text.Equals("latest", StringComparison.OrdinalIgnoreCase)
        && !VersionForm().IsMatch(text);

    /// <summary>Gives it to another version.</summary>
    public void MoveTo(string version, bool isGated, string by, DateTimeOffset now)
    {
        (Version, IsGated, SetBy, SetAt) = (version, isGated, by, now);
        Revision++;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,255}\z", RegexOptions.CultureInvariant, 500)]
    private static partial Regex Form();

    [GeneratedRegex(@"^[vV][0-9]+\z", RegexOptions.CultureInvariant, 500)]
    private static partial Regex VersionForm();
}
