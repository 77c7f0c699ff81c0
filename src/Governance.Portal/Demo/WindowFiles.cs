using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Governance.Portal.Demo;

/// <summary>
/// Splits a log of predictions by the values of its columns <c>window</c> and, where asked, <c>model_version</c> into files of their own,
/// row by row as they are, so that a folder of samples can be uploaded window by window like a pipeline would.
/// </summary>
public sealed class WindowFiles : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "governance-windows-" + Path.GetRandomFileName());
    private readonly List<WindowFile> _files = [];

    private WindowFiles() { }

    /// <summary>The files, in the order in which their first rows stand in the log.</summary>
    public IReadOnlyList<WindowFile> Files => _files;

    /// <summary>The model version whose rows were taken.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Splits a log.</summary>
    /// <param name="path">CSV, gzip or not; RFC 4180.</param>
    /// <param name="version">Takes only rows of this model version; of the first row's version when null.</param>
    /// <param name="ct">Cancels; nothing is left behind.</param>
    /// <param name="shift">How far the times of its rows are moved (see <see cref="SampleTimes"/>).</param>
    /// <exception cref="InvalidDataException">A column is missing.</exception>
    public static async Task<WindowFiles> SplitAsync(string path, string? version, CancellationToken ct, TimeSpan shift = default)
    {
        var files = new WindowFiles();
        try
        {
            await files.ReadAsync(path, version, shift, ct);
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task ReadAsync(string path, string? version, TimeSpan shift, CancellationToken ct)
    {
        Directory.CreateDirectory(_folder);
        await using var file = File.OpenRead(path);
        await using Stream plain = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
        using var reader = new StreamReader(plain, Encoding.UTF8);
        var writers = new Dictionary<string, StreamWriter>(StringComparer.Ordinal);
        try
        {
            var header = await RecordAsync(reader, ct) ?? throw new InvalidDataException($"{path} is empty.");
            var names = Fields(header);
            var window = names.IndexOf("window");
            var versions = names.IndexOf("model_version");
            var times = names.IndexOf("timestamp");
            if (window < 0 || versions < 0)
            {
                throw new InvalidDataException($"{path} has no column window or model_version.");
            }

            while (await RecordAsync(reader, ct) is { } record)
            {
                var fields = Fields(record);
                if (fields.Count <= Math.Max(window, versions))
                {
                    continue;
                }

                version ??= fields[versions];
                if (fields[versions] != version)
                {
                    continue;
                }

                if (!writers.TryGetValue(fields[window], out var writer))
                {
                    var target = Path.Combine(_folder, $"{_files.Count:D4}.csv");
                    writer = new StreamWriter(target, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
                    {
                        NewLine = "\n",
                    };
                    writers[fields[window]] = writer;
                    _files.Add(new WindowFile(fields[window], target));
                    await writer.WriteLineAsync(header.AsMemory(), ct);
                }

                if (times >= 0 && Time(fields, times) is { } time && time + shift is var moved)
                {
                    var i = _files.FindIndex(f => f.Window == fields[window]);
                    _files[i] = _files[i] with { Ends = _files[i].Ends > moved ? _files[i].Ends : moved };
                }

                await writer.WriteLineAsync(SampleTimes.Move(record, shift).AsMemory(), ct);
            }

            Version = version ?? throw new InvalidDataException($"{path} has no rows.");
        }
        finally
        {
            foreach (var writer in writers.Values)
            {
                await writer.DisposeAsync();
            }
        }
    }

    // A record goes on over line breaks while a quote is open.
    private static async Task<string?> RecordAsync(StreamReader reader, CancellationToken ct)
    {
        if (await reader.ReadLineAsync(ct) is not { } line)
        {
            return null;
        }

        while (line.AsSpan().Count('"') % 2 == 1 && await reader.ReadLineAsync(ct) is { } more)
        {
            line = line + "\n" + more;
        }

        return line;
    }

    private static DateTimeOffset? Time(List<string> fields, int column) =>
        column < fields.Count
        && DateTimeOffset.TryParse(fields[column], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    private static List<string> Fields(string record)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < record.Length; i++)
        {
            var c = record[i];
            if (c == '"')
            {
                if (quoted && i + 1 < record.Length && record[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}

/// <summary>The rows of one window.</summary>
/// <param name="Window">The window's name in the log.</param>
/// <param name="Path">A CSV file with the log's header.</param>
public sealed record WindowFile(string Window, string Path)
{
    /// <summary>The time of its last row; null where the log has no times.</summary>
    public DateTimeOffset? Ends { get; init; }

    /// <summary>True for the window that the others are compared with.</summary>
    public bool IsReference => Window == "reference";
}
