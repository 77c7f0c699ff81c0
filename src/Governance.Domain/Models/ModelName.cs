using System.Text.RegularExpressions;

namespace Governance.Domain.Models;

/// <summary>The forms of model and version names. Both are unique without regard to case.</summary>
public static partial class ModelName
{
    /// <summary>True for a model name: <c>^[a-z0-9][a-z0-9._-]{0,99}$</c>.</summary>
    public static bool IsModel(string? text) => text is not null && ModelPattern().IsMatch(text);

    /// <summary>True for a version name: <c>^[0-9A-Za-z][0-9A-Za-z.+-]{0,63}$</c>.</summary>
    public static bool IsVersion(string? text) => text is not null && VersionPattern().IsMatch(text);

    /// <summary>The readable id of a version: <c>fraud-scorer@1.4.0</c>.</summary>
    public static string Of(string model, string version) => $"{model}@{version}";

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant, 500)]
    private static partial Regex ModelPattern();

    [GeneratedRegex(@"^[0-9A-Za-z][0-9A-Za-z.+-]{0,63}\z", RegexOptions.CultureInvariant, 500)]
    private static partial Regex VersionPattern();
}
