using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Governance.Cli.Releases;

/// <summary>Reads what a program is made of off the files that its build leaves: deps.json, package-lock.json, Dockerfile.</summary>
internal static partial class ReleaseParts
{
    /// <summary>Packages and own libraries of a .NET program.</summary>
    /// <param name="json">Its <c>deps.json</c>.</param>
    /// <param name="packages">Folder of restored packages, where licences are read; null for none.</param>
    public static IReadOnlyList<Part> OfDeps(byte[] json, string? packages)
    {
        using var deps = JsonDocument.Parse(json);
        var root = deps.RootElement;
        var target = root.GetProperty("targets").GetProperty(root.GetProperty("runtimeTarget").GetProperty("name").GetString() ?? "");
        var libraries = root.GetProperty("libraries").EnumerateObject().ToDictionary(l => l.Name, l => l.Value, StringComparer.Ordinal);
        return
        [
            .. target
                .EnumerateObject()
                .Select(entry =>
                {
                    var (name, version) = Split(entry.Name);
                    var library = libraries[entry.Name];
                    var isPackage = library.GetProperty("type").GetString() is "package" or "runtimepack";
                    var uses = entry.Value.TryGetProperty("dependencies", out var on)
                        ? on.EnumerateObject()
                            .Select(d => $"{d.Name}/{d.Value.GetString()}")
                            .Where(libraries.ContainsKey)
                            .Select(d => Reference(d, libraries[d]))
                            .ToList()
                        : [];
                    var licence = isPackage && packages is not null ? Licence(packages, name, version) : null;
                    return new Part("library", name, version, Reference(entry.Name, library))
                    {
                        PackageAddress = isPackage ? Reference(entry.Name, library) : null,
                        Licence = isPackage ? licence?.Text : "Apache-2.0",
                        IsExpression = !isPackage || licence is { IsExpression: true },
                        Sha512 =
                            library.TryGetProperty("sha512", out var hash) && hash.GetString() is { Length: > 0 } text ? Hex(text) : null,
                        Uses = uses,
                    };
                }),
        ];
    }

    /// <summary>Packages of npm that end up in the product; what only builds it is left out.</summary>
    public static IReadOnlyList<Part> OfNpm(byte[] json)
    {
        using var file = JsonDocument.Parse(json);
        const string Folder = "node_modules/";
        return
        [
            .. file
                .RootElement.GetProperty("packages")
                .EnumerateObject()
                .Where(p => p.Name.Length > 0 && !(p.Value.TryGetProperty("dev", out var dev) && dev.GetBoolean()))
                .Select(p =>
                {
                    var name = p.Name[(p.Name.LastIndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..];
                    var version = p.Value.GetProperty("version").GetString();
                    var address = $"pkg:npm/{name.Replace("@", "%40", StringComparison.Ordinal)}@{version}";
                    return new Part("library", name, version, address)
                    {
                        PackageAddress = address,
                        Licence = p.Value.TryGetProperty("license", out var licence) ? licence.GetString() : null,
                        IsExpression = true,
                        Sha512 =
                            p.Value.TryGetProperty("integrity", out var integrity) && integrity.GetString() is { } text ? Hex(text) : null,
                    };
                }),
        ];
    }

    /// <summary>
    /// Images and Debian packages that a Dockerfile names for what it leaves. Their versions are decided when the image is built.
    /// </summary>
    public static IReadOnlyList<Part> OfDockerfile(string text)
    {
        var joined = Continuation().Replace(text, " ");
        var stages = From().Matches(joined);
        if (stages.Count == 0)
        {
            return [];
        }

        var arguments = Argument()
            .Matches(joined)
            .ToDictionary(a => a.Groups["name"].Value, a => a.Groups["value"].Value, StringComparer.Ordinal);
        string Filled(string image) => Variable().Replace(image, v => arguments.GetValueOrDefault(v.Groups["name"].Value, ""));
        var last = joined[stages[^1].Index..];
        var sources = new HashSet<string>(CopyFrom().Matches(last).Select(c => c.Groups["stage"].Value), StringComparer.Ordinal)
        {
            stages[^1].Groups["stage"].Value,
        };
        var images = stages
            .Where(s => sources.Contains(s.Groups["stage"].Value))
            .Select(s => Filled(s.Groups["image"].Value))
            .Where(i => i.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Select(i => new Part(
                "container",
                i.Split('@')[0],
                i.Contains('@', StringComparison.Ordinal) ? i.Split('@')[1] : null,
                $"image:{i}"
            ));
        var packages = Install()
            .Matches(last)
            .SelectMany(m => m.Groups["names"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(n => !n.StartsWith('-'))
            .Select(n => new Part("library", n, null, $"pkg:deb/debian/{n}") { PackageAddress = $"pkg:deb/debian/{n}" });
        return [.. images, .. packages];
    }

    /// <summary>A package that is named by its address alone: <c>pkg:nuget/Name@1.2.3</c>.</summary>
    public static Part? OfAddress(string address)
    {
        var match = Address().Match(address);
        return match.Success
            ? new Part("library", match.Groups["name"].Value, match.Groups["version"].Value, address) { PackageAddress = address }
            : null;
    }

    private static (string Name, string Version) Split(string entry) =>
        (entry[..entry.IndexOf('/', StringComparison.Ordinal)], entry[(entry.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    private static string Reference(string entry, JsonElement library)
    {
        var (name, version) = Split(entry);
        return library.GetProperty("type").GetString() is "package" or "runtimepack"
            ? $"pkg:nuget/{name}@{version}"
            : $"governance:{name}@{version}";
    }

    private static string? Hex(string hash)
    {
        const string Prefix = "sha512-";
        var text = hash.StartsWith(Prefix, StringComparison.Ordinal) ? hash[Prefix.Length..] : hash;
        var bytes = new byte[64];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == bytes.Length ? Convert.ToHexStringLower(bytes) : null;
    }

    private static (string Text, bool IsExpression)? Licence(string packages, string name, string version)
    {
        var file = Path.Combine(packages, name.ToLowerInvariant(), version.ToLowerInvariant(), name.ToLowerInvariant() + ".nuspec");
        if (!File.Exists(file))
        {
            return null;
        }

        using var reader = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        var metadata = XDocument.Load(reader).Root?.Elements().FirstOrDefault(e => e.Name.LocalName == "metadata");
        string? Text(string element) => metadata?.Elements().FirstOrDefault(e => e.Name.LocalName == element)?.Value.Trim();
        var kind = metadata?.Elements().FirstOrDefault(e => e.Name.LocalName == "license")?.Attribute("type")?.Value;
        if (Text("license") is { Length: > 0 } licence)
        {
            return kind == "expression" ? (licence, true) : ($"see {licence} in the package", false);
        }

        return Text("licenseUrl") is { Length: > 0 } url ? ($"see {url}", false) : null;
    }

    [GeneratedRegex(@"\\\r?\n", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Continuation();

    [GeneratedRegex(
        @"^ARG[ \t]+(?<name>\w+)=(?<value>\S*)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Argument();

    [GeneratedRegex(@"\$\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(
        @"^FROM[ \t]+(?<image>\S+)([ \t]+AS[ \t]+(?<stage>\S+))?",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex From();

    [GeneratedRegex(
        @"^COPY[ \t]+--from=(?<stage>\S+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex CopyFrom();

    [GeneratedRegex(@"apt-get install (?<names>[^&|;\n]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Install();

    [GeneratedRegex(
        @"^pkg:[a-z]+/(?<name>[A-Za-z0-9._%/-]+)@(?<version>[A-Za-z0-9.+-]+)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Address();
}
