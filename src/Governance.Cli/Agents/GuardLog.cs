using System.Text.Json;
using Governance.Cli.Shared;

namespace Governance.Cli.Agents;

/// <summary>The file of decisions: a line of JSON for each, written before the decision takes effect.</summary>
internal sealed class GuardLog : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream? _file;
    private readonly TimeProvider _clock;

    public GuardLog(string? path, TimeProvider clock)
    {
        _clock = clock;
        try
        {
            _file = path is null ? null : new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        }
        catch (Exception problem) when (LocalFile.IsReadProblem(problem))
        {
            throw CliException.Usage($"{path} cannot be written: {problem.Message}", problem);
        }
    }

    /// <exception cref="IOException">It cannot be written; then nothing may be allowed.</exception>
    public void Write(string what, Action<Utf8JsonWriter> members)
    {
        if (_file is null)
        {
            return;
        }

        using var line = new MemoryStream();
        using (var writer = new Utf8JsonWriter(line))
        {
            writer.WriteStartObject();
            writer.WriteString("at", CommonOptions.Utc(_clock.GetUtcNow()));
            writer.WriteString("event", what);
            members(writer);
            writer.WriteEndObject();
        }

        line.Write("\n"u8);
        lock (_lock)
        {
            _file.Write(line.GetBuffer(), 0, (int)line.Length);
            _file.Flush();
        }
    }

    public void Dispose() => _file?.Dispose();
}
