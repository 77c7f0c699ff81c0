using Governance.Data;
using Governance.Data.Postgres;
using Governance.Portal.Kernel.Nodes;
using Governance.Portal.Tests.Account;
using Governance.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Governance.Portal.Tests.Nodes;

/// <summary>What one node tells the others arrives, each of it, and once.</summary>
public sealed class NodeSignalsTests : IDisposable
{
    private readonly TestDatabase _database = TestDatabase.Create(DatabaseKind.Postgres, Path.GetTempPath());

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _database.Drop();

    // As failed sign-ins of one address are that come within the same moment: the others have to count each.
    [Fact]
    public async Task EqualMessages_SentAtOnce_AreEachHeardByOthers_AndNoneByTheSender()
    {
        var (one, two) = (new NodeSignals(_database.ConnectionString), new NodeSignals(_database.ConnectionString));
        var message = new NodeMessage("failure", "{\"key\": \"an address\"}");
        var own = Hear(one, "end of two");
        var others = Hear(two, "end of one");
        await Task.WhenAll(own.Listening, others.Listening);

        await one.SendAsync([message, message, message], Ct);
        await one.SendAsync([message, message, new("end", "end of one")], Ct);
        await two.SendAsync([new("end", "end of two")], Ct);

        Assert.Equal([.. Enumerable.Repeat(message, 5), new("end", "end of one")], await others.Heard);
        Assert.Equal([new("end", "end of two")], await own.Heard);
    }

    [Fact]
    public async Task Messages_ThatCouldNotBeSent_AreSentOnceTheDatabaseIsBack()
    {
        // Of its own, so that no connection is kept open by a pool.
        var text = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Pooling = false }.ConnectionString;
        var (one, two) = (new NodeSignals(text), new NodeSignals(text));
        var messages = new NodeMessages(one);
        using var tells = new TellNodes(messages, new TestClock(), NullLogger<TellNodes>.Instance, one);
        var others = Hear(two, "the last");
        await others.Listening;

        messages.Tell("failure", "before");
        _database.Allow(connections: false);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => tells.RunAsync(Ct));
        messages.Tell("failure", "the last");
        _database.Allow(connections: true);
        await tells.RunAsync(Ct);

        Assert.Equal([new("failure", "before"), new("failure", "the last")], await others.Heard);
    }

    // Until a text is heard, which is the last.
    private static (Task Listening, Task<List<NodeMessage>> Heard) Hear(NodeSignals node, string last)
    {
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var heard = new List<NodeMessage>();
        return (listening.Task, ListenAsync());

        async Task<List<NodeMessage>> ListenAsync()
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            try
            {
                await node.ListenAsync(
                    _ =>
                    {
                        listening.SetResult();
                        return Task.CompletedTask;
                    },
                    async (message, _) =>
                    {
                        heard.Add(message);
                        if (message.Text == last)
                        {
                            await end.CancelAsync();
                        }
                    },
                    end.Token
                );
            }
            catch (OperationCanceledException) when (!Ct.IsCancellationRequested)
            {
                // The last was heard.
            }

            return heard;
        }
    }
}
