using System.Text.Json;
using Governance.Portal.Hosting;

namespace Governance.EndToEnd.Tests.Infrastructure;

/// <summary>
/// The built program in a folder of its own, laid out as publishing does it: its files, and below wwwroot what the build only knows the
/// places of. A program beside the sources finds these in development alone, which is a setting.
/// </summary>
internal static class PublishedProgram
{
    private const string Name = "Governance.Portal";

    private static readonly Lazy<string> s_program = new(Lay);

    /// <summary>Its main file.</summary>
    public static string Path => s_program.Value;

    private static string Lay()
    {
        var folder = Directory.CreateTempSubdirectory("governance-program-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var built = new DirectoryInfo(System.IO.Path.GetDirectoryName(typeof(PortalHost).Assembly.Location)!);
        foreach (var entry in built.EnumerateFileSystemInfos())
        {
            var to = System.IO.Path.Combine(folder, entry.Name);
            // The program takes the folder of these for its own.
            if (entry is FileInfo file && (entry.Name.StartsWith(Name + ".", StringComparison.Ordinal) || entry.Extension is ".json"))
            {
                file.CopyTo(to);
            }
            else
            {
                File.CreateSymbolicLink(to, entry.FullName);
            }
        }

        using var manifest = JsonDocument.Parse(File.ReadAllBytes(System.IO.Path.Combine(folder, $"{Name}.staticwebassets.runtime.json")));
        var roots = manifest.RootElement.GetProperty("ContentRoots").EnumerateArray().Select(r => r.GetString()!).ToArray();
        Fill(manifest.RootElement.GetProperty("Root"), Directory.CreateDirectory(System.IO.Path.Combine(folder, "wwwroot")), roots);
        return System.IO.Path.Combine(folder, $"{Name}.dll");
    }

    private static void Fill(JsonElement node, DirectoryInfo folder, string[] roots)
    {
        foreach (var child in node.GetProperty("Children").EnumerateObject())
        {
            var to = System.IO.Path.Combine(folder.FullName, child.Name);
            if (child.Value.GetProperty("Asset") is { ValueKind: JsonValueKind.Object } asset)
            {
                // A link's length is that of its target's name, and as much would be served.
                File.Copy(
                    System.IO.Path.Combine(
                        roots[asset.GetProperty("ContentRootIndex").GetInt32()],
                        asset.GetProperty("SubPath").GetString()!
                    ),
                    to
                );
            }
            else
            {
                Fill(child.Value, Directory.CreateDirectory(to), roots);
            }
        }
    }
}
