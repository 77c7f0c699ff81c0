using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Configuration;

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

    /// <summary>
    /// Free bytes that uploads leave to the database, the log and the keys. Empty: a twentieth of each file system, at most a gibibyte; 0:
    /// none.
    /// </summary>
    [Range(0, 1024L * 1024 * 1024 * 1024)]
    public long? ReserveBytes { get; set; }

    /// <summary>The folder used when nothing is configured.</summary>
    public static string DefaultFolder =>
        Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "governance-portal"
        );
}

[OptionsValidator]
internal sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>;
