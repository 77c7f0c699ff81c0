using System.Text.RegularExpressions;

namespace Governance.Domain.Models;

/// <summary>The forms of model and version names. Both are unique without regard to case.</summary>
public static partial class ModelName
{
    private const int Longest = 100;

    /// <summary>True for a model name: <c>^[a-z0-9][a-z0-9._-]{0,99}$</c>.</summary>
    public static bool IsModel(string? text) => text is not null && ModelPattern().IsMatch(text);

    /// <summary>True for a version name: <c>^[0-9A-Za-z][0-9A-Za-z.+-]{0,63}$</c>.</summary>
    public static bool IsVersion(string? text) => text is not null && VersionPattern().IsMatch(text);

    /// <summary>
    /// A model name made of one given elsewhere: lower case, anything else than letters, digits, dot, dash and underscore as dashes.
    /// </summary>
    /// <param name="external">The name there, whatever it holds.</param>
    /// <param name="number">From 2: appended, because the plain one is taken.</param>
    public static string Suggest(string external, int number = 1)
    {
        ArgumentNullException.ThrowIfNull(external);
        var plain = Others().Replace(external.ToLowerInvariant(), "-").Trim('-', '.', '_');
        var suffix = number == 1 ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"-{number}");
        plain = plain.Length == 0 ? "model" : plain;
        return (plain.Length + suffix.Length > Longest ? plain[..(Longest - suffix.Length)] : plain) + suffix;
    }

    /// <summary>The readable id of a version: <c>fraud-scorer@1.4.0</c>.</summary>
    public static string Of(string model, string version) => $"{model}@{version}";

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant, 500)]
    private static partial Regex ModelPattern();

    [GeneratedRegex("[^a-z0-9._-]+", RegexOptions.CultureInvariant, 500)]
    private static partial Regex Others();

    [GeneratedRegex(@"^[0-9A-Za-z][0-9A-Za-z.+-]{0,63}\z", RegexOptions.CultureInvariant, 500)]
    private static partial Regex VersionPattern();
}
