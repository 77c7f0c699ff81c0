extern alias cli;

using System.IO.Pipelines;
using System.Text.Json.Nodes;
using cli::Governance.Cli;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Agents;

/// <summary>
/// A made-up agent at the other end of <c>governance agent guard</c>, which runs in this process between it and a real server of tools.
/// </summary>
internal sealed class GuardedAgent : IAsyncDisposable
{
    private readonly Pipe _toGuard = new();
    private readonly Pipe _fromGuard = new();
    private readonly StringWriter _error = new();
    private readonly Stream _requests;
    private readonly McpAgent _agent;
    private readonly Task<int> _guard;

    private GuardedAgent(string[] arguments, string key)
    {
        _requests = _toGuard.Writer.AsStream();
        var host = new CliHost
        {
            Out = TextWriter.Null,
            Error = _error,
            OpenInput = () => _toGuard.Reader.AsStream(),
            OpenOutput = () => _fromGuard.Writer.AsStream(),
            Environment = name => name == "GOVERNANCE_API_KEY" ? key : null,
        };
        _guard = Task.Run(() => CommandLineApp.RunAsync(arguments, host, CancellationToken.None));
        _agent = new McpAgent(_requests, _fromGuard.Reader.AsStream(), _guard, _error.ToString);
    }

    /// <summary>Runs another command of the program, and says what it wrote when it fails.</summary>
    public static async Task RunAsync(params string[] arguments)
    {
        using var said = new StringWriter();
        var code = await CommandLineApp.RunAsync(arguments, new CliHost { Out = said, Error = said }, CancellationToken.None);
        Assert.True(code == 0, said.ToString());
    }

    public static async Task<GuardedAgent> StartAsync(string[] arguments, string key)
    {
        var agent = new GuardedAgent(arguments, key);
        await agent._agent.BeginAsync();
        return agent;
    }

    /// <summary>Names of the tools that it is shown.</summary>
    public Task<IReadOnlyList<string>> ToolsAsync() => _agent.ToolsAsync();

    /// <summary>Calls a tool, and reads what it is answered as a model would: text, and whether it is an error.</summary>
    public Task<(string Text, bool IsError)> CallAsync(string tool, params (string Name, JsonNode? Value)[] arguments) =>
        _agent.CallAsync(tool, arguments);

    public async ValueTask DisposeAsync()
    {
        await _requests.DisposeAsync();
        await _guard;
        await _fromGuard.Writer.CompleteAsync();
        await _agent.Heard;
        await _error.DisposeAsync();
    }
}
