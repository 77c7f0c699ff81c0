using Governance.Data;
using Governance.Portal.Kernel.Configuration;

namespace Governance.Portal.Demo;

/// <summary>
/// The data folder of a demo: it carries a marker, so that a demo never runs on real data and real data are never emptied.
/// </summary>
public static class DemoFolder
{
    /// <summary>Name of the marker file.</summary>
    public const string Marker = "demo.marker";

    /// <summary>Name of the file that holds the password of the demo's accounts, where one was generated or chosen.</summary>
    public const string PasswordFile = "demo-password";

    /// <summary>The data folder: where the artifact folder lies.</summary>
    public static string Of(StorageOptions storage)
    {
        ArgumentNullException.ThrowIfNull(storage);
        return Path.GetDirectoryName(Path.GetFullPath(storage.ArtifactPath))!;
    }

    /// <summary>True when the folder is a demo's.</summary>
    public static bool IsDemo(StorageOptions storage) => File.Exists(Path.Combine(Of(storage), Marker));

    /// <summary>Null when demo mode may run on this installation, else why not.</summary>
    public static string? Refuses(StorageOptions storage, string connectionString)
    {
        if (!IsDemo(storage))
        {
            return $"Demo__Enabled: {Of(storage)} is not a demo's data folder (it has no {Marker}). Choose another folder, or switch "
                + $"demo mode off.";
        }

        return DataServices.KindOf(connectionString) is DatabaseKind.Sqlite ? null : "Demo__Enabled: demo mode runs on SQLite only.";
    }
}
