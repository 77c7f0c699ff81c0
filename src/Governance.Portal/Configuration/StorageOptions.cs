using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Configuration;

/// <summary>Where things are kept. Nothing is ever written into the folder of the program.</summary>
public sealed class StorageOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Storage";

    /// <summary>Folder of the content-addressed store.</summary>
    [Required]
    public string ArtifactPath { get; set; } = "";

    /// <summary>Folder of keys: log key, seal certificate, data-protection keys, set-up token. Mode 0700.</summary>
    [Required]
    public string KeyPath { get; set; } = "";

    /// <summary>The folder used when nothing is configured.</summary>
    public static string DefaultFolder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "governance-portal");
}

[OptionsValidator]
internal sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>;
