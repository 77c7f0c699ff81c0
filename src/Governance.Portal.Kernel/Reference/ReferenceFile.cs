using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Policies;

namespace Governance.Portal.Kernel.Reference;

/// <summary>A file of reference data that ships inside an assembly: law, taxonomies, playbooks.</summary>
/// <param name="Data">What it says.</param>
/// <param name="Text">Its text, with line ends of one character: how it was checked out does not make other data.</param>
public sealed record ReferenceFile(JsonObject Data, string Text)
{
    /// <summary>SHA-256 of its text.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <summary>Reads a file strictly.</summary>
    /// <param name="name">Its name in the assembly, such as <c>reference/eu-ai-act.yaml</c>.</param>
    /// <param name="assembly">Where it is; the kernel when none is given.</param>
    /// <exception cref="FormatException">It is missing, or not YAML of the kind expected; the message names the place.</exception>
    public static ReferenceFile Read(string name, Assembly? assembly = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        var file = name[(name.LastIndexOf('/') + 1)..];
        using var stream =
            (assembly ?? typeof(ReferenceFile).Assembly).GetManifestResourceStream(name)
            ?? throw new FormatException($"{file} is missing from the program.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = reader.ReadToEnd().ReplaceLineEndings("\n");
        return new ReferenceFile(ReferenceYaml.Read(text, file), text);
    }

    /// <summary>Reads every file of an assembly whose name begins so, by name.</summary>
    /// <exception cref="FormatException">One is not YAML of the kind expected.</exception>
    public static IEnumerable<ReferenceFile> ReadAll(string prefix, Assembly? assembly = null)
    {
        assembly ??= typeof(ReferenceFile).Assembly;
        return assembly
            .GetManifestResourceNames()
            .Where(n => n.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(n => Read(n, assembly));
    }
}
