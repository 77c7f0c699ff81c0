using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using Governance.Testing;

namespace Governance.Architecture;

/// <summary>The checkout that these tests were built from.</summary>
internal static partial class Repository
{
    private static readonly string[] s_madeFolders =
    [
        "bin",
        "obj",
        "node_modules",
        "artifacts",
        "TestResults",
        "_framework",
        ".git",
        ".vs",
        ".idea",
        "BenchmarkDotNet.Artifacts",
    ];

    // Many tests read every source: each file is made flat once.
    private static readonly ConcurrentDictionary<string, string> s_flat = new(StringComparer.Ordinal);

    public static string Root { get; } = Find();

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(Path(relative));

    /// <summary>Files below a folder that people wrote, as paths relative to the root with forward slashes.</summary>
    public static IReadOnlyList<string> Files(string folder, params string[] extensions)
    {
        var found = new List<string>();
        Walk(new DirectoryInfo(Path(folder)));
        found.Sort(StringComparer.Ordinal);
        return found;

        void Walk(DirectoryInfo directory)
        {
            found.AddRange(
                directory
                    .EnumerateFiles()
                    .Where(f => extensions.Length == 0 || extensions.Contains(f.Extension, StringComparer.Ordinal))
                    .Select(f => System.IO.Path.GetRelativePath(Root, f.FullName).Replace('\\', '/'))
            );
            foreach (
                var sub in directory
                    .EnumerateDirectories()
                    .Where(d => !s_madeFolders.Contains(d.Name, StringComparer.Ordinal) && d.LinkTarget is null)
            )
            {
                // The bundled scripts and styles are built; the sources are in wwwroot-assets.
                if (!(sub.Name is "assets" && directory.Name is "wwwroot"))
                {
                    Walk(sub);
                }
            }
        }
    }

    /// <summary>
    /// A source on one line, as if nothing had been broken to fit a width: what is looked for in it is found wherever its lines end.
    /// </summary>
    public static string Flat(string relative) =>
        s_flat.GetOrAdd(
            relative,
            static file =>
                Break().Replace(Read(file), " ").Replace("( ", "(", StringComparison.Ordinal).Replace(" .", ".", StringComparison.Ordinal)
        );

    /// <summary>True for a source of the portal: its host, its features and what they stand on.</summary>
    public static bool IsOfPortal(string file) => file.StartsWith("src/Governance.Portal", StringComparison.Ordinal);

    /// <summary>The portal's modules: assemblies that stand on the kernel and know one another no more than it knows them.</summary>
    public static IReadOnlyList<Assembly> Modules => PortalAssemblies.Modules;

    /// <summary>The portal's assemblies, those with pages among them.</summary>
    public static IReadOnlyList<Assembly> Portal => PortalAssemblies.All;

    /// <summary>Where features are, one in each folder: the modules' projects.</summary>
    public static IReadOnlyList<string> FeatureRoots { get; } = [.. Modules.Select(m => $"src/{m.GetName().Name}/")];

    /// <summary>The feature that a source belongs to; null for what belongs to none.</summary>
    public static string? FeatureOf(string file) =>
        FeatureRoots.FirstOrDefault(root => file.StartsWith(root, StringComparison.Ordinal)) is { } root
        && file.IndexOf('/', root.Length) is > 0 and var end
            ? file[root.Length..end]
            : null;

    /// <summary>The feature whose namespace a type is in; null for what belongs to none.</summary>
    public static string? FeatureOf(Type type) =>
        FeatureRoots
            .Select(root => root["src/".Length..].Replace('/', '.'))
            .Where(space => type.Namespace?.StartsWith(space, StringComparison.Ordinal) is true)
            .Select(space => type.Namespace![space.Length..].Split('.')[0])
            .FirstOrDefault();

    /// <summary>C# and Razor sources of the product.</summary>
    public static IReadOnlyList<string> Sources { get; } = [.. Files("src", ".cs", ".razor")];

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Governance.Portal.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("These tests read the sources: run them from a checkout.");
    }

    [GeneratedRegex(@"\s*\n\s*", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Break();
}
