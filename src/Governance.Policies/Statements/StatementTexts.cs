using System.Text;

namespace Governance.Policies;

/// <summary>The catalogue of statements: each code with its sentence in English and its values.</summary>
/// <remarks>
/// It is read from <c>statements.en.txt</c>, whose beginning says how it is written. A translation is a file of the same form, without
/// kinds: <see cref="ReadTemplates"/>.
/// </remarks>
public static class StatementTexts
{
    private static readonly Dictionary<string, StatementText> s_texts = Read();

    /// <summary>Every code, in the order of the codes.</summary>
    public static IReadOnlyList<StatementText> All { get; } = [.. s_texts.Values.OrderBy(text => text.Code, StringComparer.Ordinal)];

    /// <summary>The text of a code; null for one that is not known.</summary>
    /// <param name="code">The code.</param>
    public static StatementText? Find(string code) => s_texts.GetValueOrDefault(code);

    /// <summary>The English sentence of a statement whose code and values are known; see <see cref="StatementWriter.CanWrite"/>.</summary>
    /// <param name="statement">The statement.</param>
    public static string English(Statement statement) => StatementWriter.English.Write(statement);

    /// <summary>Reads the templates of a file of the catalogue's form: lines of <c>code = template</c>.</summary>
    /// <param name="file">The file; it is read to its end.</param>
    /// <exception cref="FormatException">A line is no template, or a code stands there twice.</exception>
    public static IReadOnlyDictionary<string, string> ReadTemplates(Stream file) =>
        Lines(file)
            .Where(line => line[0] != '@')
            .Select(Split)
            .ToDictionary(line => line.Code, line => line.Template, StringComparer.Ordinal);

    /// <summary>The names of the values that a template writes, and whether it can do without them; for a check of translations.</summary>
    /// <param name="template">The template.</param>
    /// <exception cref="FormatException">It is no template.</exception>
    public static IReadOnlyDictionary<string, bool> ValuesOf(string template)
    {
        var read = StatementTemplate.Of(template);
        var required = read.Required.ToHashSet(StringComparer.Ordinal);
        return read.Names.ToDictionary(name => name, required.Contains, StringComparer.Ordinal);
    }

    private static Dictionary<string, StatementText> Read()
    {
        using var file =
            typeof(StatementTexts).Assembly.GetManifestResourceStream("statements.en.txt")
            ?? throw new InvalidOperationException("The catalogue of statements is not in the assembly.");
        var lines = Lines(file);
        var kinds = lines
            .Where(line => line[0] == '@')
            .Select(line => line.Split(' '))
            .ToDictionary(parts => parts[1], parts => parts[2], StringComparer.Ordinal);
        return lines
            .Where(line => line[0] != '@')
            .Select(Split)
            .ToDictionary(line => line.Code, line => Text(line, kinds), StringComparer.Ordinal);
    }

    private static StatementText Text((string Code, string[] Unwritten, string Template) line, Dictionary<string, string> kinds)
    {
        var values = new SortedDictionary<string, StatementValueSpec>(StringComparer.Ordinal);
        foreach (var (name, required) in ValuesOf(line.Template))
        {
            values[name] = new(kinds[name], required);
        }

        foreach (var name in line.Unwritten)
        {
            values.TryAdd(name, new(kinds[name], false));
        }

        return new(line.Code, line.Template, values);
    }

    private static List<string> Lines(Stream file)
    {
        using var reader = new StreamReader(file, Encoding.UTF8);
        return [.. reader.ReadToEnd().Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0 && line[0] != '#')];
    }

    private static (string Code, string[] Unwritten, string Template) Split(string line) =>
        line.Split(" = ", 2) is [var head, var template] && head.Split(" +") is [var code, .. var unwritten]
            ? (code, unwritten, template)
            : throw new FormatException($"“{line}” is no line of the catalogue.");
}
