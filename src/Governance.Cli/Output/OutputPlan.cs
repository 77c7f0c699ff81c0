using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Governance.Cli.Output;

/// <summary>
/// Where the result goes, in which forms: at most one on standard output (text unless said otherwise), any number in files.
/// </summary>
internal sealed class OutputPlan
{
    internal static readonly JsonWriterOptions JsonOptions = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string _onOutput;
    private readonly IReadOnlyList<(string Format, string File)> _files;

    private OutputPlan(string onOutput, IReadOnlyList<(string Format, string File)> files)
    {
        _onOutput = onOutput;
        _files = files;
    }

    /// <summary>What is wrong with the values of <c>--format</c>; null when nothing is.</summary>
    public static string? Check(IReadOnlyList<string> values, IReadOnlyList<string> formats)
    {
        foreach (var value in values)
        {
            var (format, file) = Split(value);
            if (!formats.Contains(format, StringComparer.Ordinal))
            {
                return ResultFormats.All.Contains(format, StringComparer.Ordinal)
                    ? $"--format {format} is only for checks; the formats of this result are {string.Join(" or ", formats)}."
                    : $"--format must be one of {string.Join(", ", formats)}, as FORMAT or FORMAT=FILE; \"{value}\" is not.";
            }

            if (file is "")
            {
                return $"--format {value} has no file after the equals sign.";
            }
        }

        var outputs = values.Where(v => Split(v).File is null).Distinct(StringComparer.Ordinal).Count();
        return outputs > 1 ? "Only one --format can go to standard output; write the others as FORMAT=FILE." : null;
    }

    /// <summary>Makes the plan, and refuses files that could not be written before anything is done.</summary>
    public static OutputPlan Create(IReadOnlyList<string>? values)
    {
        var split = (values ?? []).Select(Split).ToList();
        var plan = new OutputPlan(
            split.Find(s => s.File is null).Format ?? ResultFormats.Text,
            [.. split.Where(s => s.File is not null).Select(s => (s.Format, s.File!))]
        );
        foreach (var (_, file) in plan._files)
        {
            EnsureWritable(file);
        }

        return plan;
    }

    /// <summary>Refuses a path that names a folder or lies in one that is not there.</summary>
    public static void EnsureWritable(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file));
        if (Directory.Exists(file))
        {
            throw CliException.Usage($"{file} is a folder; name a file.");
        }

        if (!Directory.Exists(folder))
        {
            throw CliException.Usage($"{file} cannot be written: the folder {folder} does not exist.");
        }
    }

    public async Task WriteAsync(CommandResult result, CliHost host, CancellationToken ct)
    {
        foreach (var (format, file) in _files)
        {
            try
            {
                await File.WriteAllTextAsync(file, Render(result, format, colour: false), s_utf8, ct);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                throw CliException.Usage($"{file} cannot be written: {problem.Message}", problem);
            }
        }

        await host.Out.WriteAsync(Render(result, _onOutput, host.UseColour).AsMemory(), ct);
    }

    internal static string Render(CommandResult result, string format, bool colour)
    {
        switch (format)
        {
            case ResultFormats.Text:
                var page = new TextPage(colour);
                result.WriteText(page);
                return page.ToString();
            case ResultFormats.Json:
                return JsonText(result.WriteJson);
        }

        var checks = result.Checks ?? throw new InvalidOperationException($"A {result.GetType().Name} is not a list of checks.");
        return format switch
        {
            ResultFormats.JUnit => JUnitReport.Write(checks),
            ResultFormats.Sarif => JsonText(writer => SarifReport.Write(checks, writer)),
            ResultFormats.Markdown => MarkdownReport.Write(checks),
            ResultFormats.GitHub => GitHubAnnotations.Write(checks),
            ResultFormats.GitLab => JsonText(writer => GitLabReport.Write(checks, writer)),
            _ => throw new InvalidOperationException($"{format} is not a known format."),
        };
    }

    internal static string JsonText(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JsonOptions))
        {
            write(writer);
        }

        return s_utf8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }

    private static (string Format, string? File) Split(string value)
    {
        var at = value.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? (value, null) : (value[..at], value[(at + 1)..]);
    }
}
