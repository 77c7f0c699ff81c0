using Governance.Transparency;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registry;

/// <summary>Whose signatures on models are trusted.</summary>
public sealed class ModelSigningOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "ModelSigning";

    /// <summary>
    /// Folders of PEM files, or PEM files, separated by semicolons: P-256 public keys. A key is known by its file's name without extension.
    /// </summary>
    public string? TrustedKeys { get; set; }
}

/// <summary>A key that is trusted to sign models.</summary>
/// <param name="Name">The name of its file without extension: what policies call it.</param>
/// <param name="Key">The key.</param>
public sealed record TrustedModelKey(string Name, DsseKey Key);

/// <summary>The keys that are trusted to sign models. Read at every use, so that a key taken away is trusted no longer.</summary>
public sealed class TrustedModelKeys(IOptionsMonitor<ModelSigningOptions> options)
{
    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<TrustedModelKey> Load() =>
        [
            .. Files(options.CurrentValue.TrustedKeys)
                .Select(file => (Name: Path.GetFileNameWithoutExtension(file), Key: Read(file)))
                .Where(k => k.Key is not null)
                .Select(k => new TrustedModelKey(k.Name, k.Key!)),
        ];

    /// <summary>The files named, those of folders included.</summary>
    internal static IReadOnlyList<string> Files(string? places) =>
        [
            .. (places ?? "")
                .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .SelectMany(place => Directory.Exists(place) ? Directory.EnumerateFiles(place, "*.pem") : [place])
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The key in a file; null when there is none.</summary>
    internal static DsseKey? Read(string file)
    {
        try
        {
            return DsseKey.FromPem(File.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

internal sealed class ModelSigningOptionsValidator : IValidateOptions<ModelSigningOptions>
{
    public ValidateOptionsResult Validate(string? name, ModelSigningOptions options)
    {
        var unreadable = TrustedModelKeys.Files(options.TrustedKeys).Where(file => TrustedModelKeys.Read(file) is null).ToList();
        return unreadable.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"ModelSigning__TrustedKeys: {unreadable[0]} holds no P-256 key in PEM form, or cannot be read.");
    }
}
