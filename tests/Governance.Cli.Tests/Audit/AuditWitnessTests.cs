using System.Net;
using System.Net.Sockets;
using Governance.Cli.Audit;
using Governance.Cli.Tests.Support;
using Governance.Testing;
using Governance.Transparency;
using Governance.Transparency.Witness;

namespace Governance.Cli.Tests.Audit;

public sealed class AuditWitnessTests : IDisposable
{
    private readonly CliRun _run = new();
    private readonly SampleLog _log = new(30);

    private string State => Path.Combine(_run.Folder, "witness");

    public void Dispose()
    {
        _run.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Witness_Cosigns_AndRemembersOverARestart()
    {
        string key;
        await using (var first = await RunningAsync())
        {
            var (status, body) = await first.AskAsync(new WitnessRequest(0, [], _log.Checkpoint(10)));
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.True(SignedNote.TryParse(_log.Checkpoint(10) + body, out var note));
            key = first.Key;
            Assert.True(NoteKey.TryParse(key, out var witness) && note.IsSignedBy(witness));
            Assert.Equal(
                HttpStatusCode.OK,
                (await first.AskAsync(new WitnessRequest(10, _log.Consistency(10, 20).Hashes, _log.Checkpoint(20)))).Status
            );
        }

        // Half a line, as a power cut leaves it: it was never answered.
        await File.AppendAllTextAsync(Directory.GetFiles(State, "log-*").Single(), "25 abc", TestContext.Current.CancellationToken);
        await using var second = await RunningAsync();
        Assert.Equal(key, second.Key);
        Assert.Equal((HttpStatusCode.Conflict, "20\n"), await second.AskAsync(new WitnessRequest(10, [], _log.Checkpoint(10))));
        Assert.Equal(
            HttpStatusCode.OK,
            (await second.AskAsync(new WitnessRequest(20, _log.Consistency(20, 30).Hashes, _log.Checkpoint(30)))).Status
        );
        Assert.Equal((HttpStatusCode.Conflict, "30\n"), await second.AskAsync(new WitnessRequest(20, [], _log.Checkpoint(20))));
    }

    [Fact]
    public async Task Witness_DamagedMemory_DoesNotAnswerForTheLog()
    {
        using var state = FileWitnessState.Open(State);
        Assert.True(
            await state.TrySetAsync(
                "log",
                WitnessedTree.None,
                new WitnessedTree(1, MerkleHash.Empty),
                TestContext.Current.CancellationToken
            )
        );
        await File.AppendAllTextAsync(Directory.GetFiles(State, "log-*").Single(), "nonsense\n", TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<InvalidDataException>(() => state.GetAsync("log", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Witness_OtherRequests_AreRefused()
    {
        await using var running = await RunningAsync();
        using var client = new HttpClient();

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(running.Url, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(
            HttpStatusCode.MethodNotAllowed,
            (await client.GetAsync(running.Url + "add-checkpoint", TestContext.Current.CancellationToken)).StatusCode
        );
        using var body = new ByteArrayContent(new byte[WitnessRequest.MaxLength + 1]);
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge,
            (await client.PostAsync(running.Url + "add-checkpoint", body, TestContext.Current.CancellationToken)).StatusCode
        );
    }

    [Fact]
    public async Task Witness_FolderInUseOrNonsense_Exits2()
    {
        using var state = FileWitnessState.Open(State);

        Assert.Equal(
            2,
            await _run.InvokeAsync([
                "audit",
                "witness",
                "--listen",
                "http://127.0.0.1:1",
                "--name",
                "w",
                "--state",
                State,
                "--log",
                _log.Key.ToString(),
            ])
        );
        Assert.Equal(
            2,
            await _run.InvokeAsync([
                "audit",
                "witness",
                "--listen",
                "nonsense",
                "--name",
                "w",
                "--state",
                State + "2",
                "--log",
                _log.Key.ToString(),
            ])
        );
        Assert.Equal(
            2,
            await _run.InvokeAsync([
                "audit",
                "witness",
                "--listen",
                "http://127.0.0.1:1",
                "--name",
                "a b",
                "--state",
                State + "2",
                "--log",
                _log.Key.ToString(),
            ])
        );
    }

    private async Task<Running> RunningAsync()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        probe.Stop();
        var running = new Running(url);
        var host = new CliHost { Out = running, Error = TextWriter.Null };
        running.Ended = CommandLineApp.RunAsync(
            ["audit", "witness", "--listen", url, "--name", "witness.example", "--state", State, "--log", _log.Key.ToString()],
            host,
            running.Stop.Token
        );
        await running.Started.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        return running;
    }

    // Standard output of the program: its first line says that it answers.
    private sealed class Running(string url) : StringWriter, IAsyncDisposable
    {
        public string Url => url;

        public string Key { get; private set; } = "";

        public CancellationTokenSource Stop { get; } = new();

        public TaskCompletionSource Started { get; } = new();

        public Task<int> Ended { get; set; } = Task.FromResult(0);

        public override Task WriteLineAsync(string? value)
        {
            Key = value!;
            Started.SetResult();
            return Task.CompletedTask;
        }

        public async Task<(HttpStatusCode Status, string Body)> AskAsync(WitnessRequest request)
        {
            using var client = new HttpClient();
            using var body = new StringContent(request.ToString());
            using var answer = await client.PostAsync(url + "add-checkpoint", body, TestContext.Current.CancellationToken);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        public override async ValueTask DisposeAsync()
        {
            await Stop.CancelAsync();
            Assert.Equal(0, await Ended);
            Stop.Dispose();
            await base.DisposeAsync();
        }
    }
}
