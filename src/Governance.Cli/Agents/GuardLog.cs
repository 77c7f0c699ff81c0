using System.Text.Json;
using Governance.Cli.Shared;

namespace Governance.Cli.Agents;

/// <summary>
/// The file of decisions: a line of JSON for each, written before the decision takes effect. The guards of one agent may share it: each
/// line is written at what is the end at that moment, and one at a time.
/// </summary>
internal sealed class GuardLog : IDisposable
{
    // Behind any line, so that who reads the file is not kept out of it.
    private const long Turn = long.MaxValue - 1;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    // A turn that is taken keeps other processes out, not the guards of this one.
    private static readonly Lock s_lock = new();

    private readonly FileStream? _file;
    private readonly TimeProvider _clock;

    public GuardLog(string? path, TimeProvider clock)
    {
        _clock = clock;
        try
        {
            _file = path is null ? null : new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
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
        lock (s_lock)
        {
            Take(_file);
            try
            {
                if (_file.CanSeek)
                {
                    _file.Seek(0, SeekOrigin.End);
                }

                _file.Write(line.GetBuffer(), 0, (int)line.Length);
                _file.Flush();
            }
            finally
            {
                Leave(_file);
            }
        }
    }

    private static void Take(FileStream file)
    {
        if (OperatingSystem.IsMacOS() || !file.CanSeek)
        {
            return; // without such locks, or a pipe
        }

        var (began, turn) = (Environment.TickCount64, new SpinWait());
        while (true)
        {
            try
            {
                file.Lock(Turn, 1);
                return;
            }
            catch (IOException) when (Environment.TickCount64 - began < s_patience.TotalMilliseconds)
            {
                turn.SpinOnce(); // another guard writes a line
            }
        }
    }

    private static void Leave(FileStream file)
    {
        if (!OperatingSystem.IsMacOS() && file.CanSeek)
        {
            file.Unlock(Turn, 1);
        }
    }

    public void Dispose() => _file?.Dispose();
}
