using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.Policies;

namespace Governance.Portal.Models.Registries;

/// <summary>
/// Files of a folder that stands for a registry. Nothing outside of it is read, wherever a link leads; size and number are bounded.
/// </summary>
/// <param name="folder">The folder.</param>
internal sealed class RegistryFolder(string folder)
{
    private const int MaxFiles = 10_000;

    private readonly string _root = System.IO.Path.GetFullPath(folder);

    /// <summary>The folder, as a full path.</summary>
    public string Path => _root;

    /// <summary>The next file in the order of names.</summary>
    /// <param name="cursor">Name of the file before; null for the first.</param>
    /// <param name="extensions">Endings that count.</param>
    /// <returns>The file, null at the end; and the cursor after it, null when it is the last one.</returns>
    public (RegistryFile? File, string? Next) FileAfter(string? cursor, params string[] extensions)
    {
        var names = Names(extensions).Where(n => cursor is null || string.CompareOrdinal(n, cursor) > 0).Take(2).ToList();
        return names.Count == 0 ? (null, null) : (new RegistryFile(_root, names[0]), names.Count > 1 ? names[0] : null);
    }

    /// <summary>All files in the order of names.</summary>
    public IReadOnlyList<RegistryFile> Files(params string[] extensions) => [.. Names(extensions).Select(n => new RegistryFile(_root, n))];

    private List<string> Names(string[] extensions)
    {
        try
        {
            var names = Directory
                .EnumerateFiles(_root)
                .Select(System.IO.Path.GetFileName)
                .OfType<string>()
                .Where(n => extensions.Contains(System.IO.Path.GetExtension(n), StringComparer.OrdinalIgnoreCase))
                .Take(MaxFiles + 1)
                .Order(StringComparer.Ordinal)
                .ToList();
            return names.Count <= MaxFiles
                ? names
                : throw new RegistryException("The folder of this registry contains more than 10,000 files.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException("The folder of this registry cannot be read.", e);
        }
    }
}

/// <summary>A file of a registry's folder.</summary>
/// <param name="root">The folder.</param>
/// <param name="name">Name of the file within it.</param>
internal sealed class RegistryFile(string root, string name)
{
    private const int MaxBytes = 16 * 1024 * 1024;
    private const int MaxDocuments = 10_000;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Changes when the file does: its name, length and time.</summary>
    public string Stamp()
    {
        var file = new FileInfo(Path.Combine(root, name));
        var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name}\n{(target.Exists ? target.Length : -1)} {target.LastWriteTimeUtc.Ticks}\n"
        );
    }

    /// <summary>Its objects: one of JSON or YAML, each of a JSON list, or the documents of a YAML file that dashes divide.</summary>
    /// <exception cref="RegistryException">It is none of these, or half written.</exception>
    public IReadOnlyList<StrictAnswer> Documents()
    {
        var text = Text();
        try
        {
            if (Path.GetExtension(name).Equals(".json", StringComparison.OrdinalIgnoreCase))
            {
                using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 64 });
                var root = new StrictAnswer(json.RootElement.Clone(), name);
                return root.Json.ValueKind is JsonValueKind.Array ? root.Objects()
                    : root.Json.ValueKind is JsonValueKind.Object ? [root]
                    : throw root.Bad("expected an object or a list of objects.");
            }

            var parts = Parts(text);
            return parts.Count <= MaxDocuments
                ? [.. parts.Select(p => Yaml(p.Text, p.Line))]
                : throw new RegistryException($"{name} has more than 10,000 documents.") { IsRubbish = true };
        }
        catch (JsonException e)
        {
            throw new RegistryException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}: it is not JSON, or is incomplete."
                ),
                e
            )
            {
                IsRubbish = true,
            };
        }
        catch (FormatException e)
        {
            throw new RegistryException(e.Message, e) { IsRubbish = true };
        }
    }

    private string Text()
    {
        var path = Path.Combine(root, name);
        try
        {
            if (FolderLinks.Real(root, path) is not { } real)
            {
                throw new RegistryException($"{name} is a link that leads out of the folder of this registry.") { IsRubbish = true };
            }

            if (new FileInfo(real).Length > MaxBytes)
            {
                throw new RegistryException($"{name} is larger than 16 MiB.") { IsRubbish = true };
            }

            return s_strict.GetString(File.ReadAllBytes(real)).TrimStart('\uFEFF');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException($"{name} cannot be read.", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new RegistryException($"{name} is not UTF-8 text.", e) { IsRubbish = true };
        }
    }

    private StrictAnswer Yaml(string text, int line)
    {
        var read = ReferenceYaml.Read(
            text,
            line == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} (from line {line})"),
            repeats: false
        );
        using var json = JsonDocument.Parse(read.ToJsonString());
        return new StrictAnswer(json.RootElement.Clone(), name);
    }

    private static List<(string Text, int Line)> Parts(string text)
    {
        var parts = new List<(string Text, int Line)>();
        var (lines, start) = (text.Split('\n'), 0);
        for (var end = 0; end <= lines.Length; end++)
        {
            if (end == lines.Length || lines[end].StartsWith("---", StringComparison.Ordinal))
            {
                if (lines[start..end].Any(l => l.Trim() is { Length: > 0 } said && said[0] != '#'))
                {
                    parts.Add((string.Join('\n', lines[start..end]), start + 1));
                }

                start = end + 1;
            }
        }

        return parts;
    }
}
