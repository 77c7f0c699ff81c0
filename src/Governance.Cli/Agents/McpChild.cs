using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Governance.Cli.Output;

namespace Governance.Cli.Agents;

/// <summary>A server that runs as a child of this program and is ended with it.</summary>
internal sealed class McpChild : IGuardedServer
{
    private const int MaxErrorText = 2_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly Action<string>? _errorLine;
    private readonly StringBuilder _errors = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Task _reading;

    private McpChild(Process process, Action<string>? errorLine)
    {
        _process = process;
        _errorLine = errorLine;
        Output = new McpLines(process.StandardOutput.BaseStream);
        _reading = ReadErrorsAsync();
    }

    public McpLines Output { get; }

    public ValueTask<byte[]?> ReadLineAsync(CancellationToken ct) => Output.ReadAsync(ct);

    /// <summary>The last of what it wrote to standard error, on one line.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return PlainText.Line(_errors.ToString().Trim());
            }
        }
    }

    /// <param name="words">Program and arguments.</param>
    /// <param name="errorLine">Is given what it writes to standard error; null: it is only kept for <see cref="Errors"/>.</param>
    public static McpChild Start(IReadOnlyList<string> words, Action<string>? errorLine = null)
    {
        var start = new ProcessStartInfo(words[0])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in words.Skip(1))
        {
            start.ArgumentList.Add(word);
        }

        // The keys of the portal are none of a tool server's business.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GOVERNANCE_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        try
        {
            return new McpChild(Process.Start(start)!, errorLine);
        }
        catch (Exception problem) when (problem is Win32Exception or InvalidOperationException)
        {
            throw CliException.Usage($"The server cannot be started: {words[0]}: {problem.Message}", problem);
        }
    }

    public async Task WriteLineAsync(ReadOnlyMemory<byte> line, CancellationToken ct)
    {
        var input = _process.StandardInput.BaseStream;
        await _writing.WaitAsync(ct);
        try
        {
            await input.WriteAsync(line, ct);
            await input.WriteAsync("\n"u8.ToArray(), ct);
            await input.FlushAsync(ct);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Tells it that no more will come.</summary>
    public void CloseInput()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has closed its side.
        }
    }

    /// <summary>Closes its input, waits a little, and ends it with all it started.</summary>
    public async ValueTask DisposeAsync()
    {
        CloseInput();
        using (var patience = new CancellationTokenSource(s_patience))
        {
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        await Task.WhenAny(_reading, Task.Delay(s_patience));
        _process.Dispose();
        _writing.Dispose();
    }

    private async Task ReadErrorsAsync()
    {
        try
        {
            while (await _process.StandardError.ReadLineAsync() is { } line)
            {
                _errorLine?.Invoke(line);
                lock (_errors)
                {
                    _errors.Append(line).Append(' ');
                    _errors.Remove(0, Math.Max(0, _errors.Length - MaxErrorText));
                }
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process is gone, and with it what it would have said.
        }
    }
}
