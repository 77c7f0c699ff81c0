using System.Text;
using Governance.Testing;
using Governance.Transparency.Witness;

namespace Governance.Transparency.Tests;

public sealed class LogWitnessTests : IDisposable
{
    private readonly SampleLog _log = new(40);
    private readonly MemoryState _state = new();
    private readonly LogWitness _witness;

    public LogWitnessTests() =>
        _witness = new LogWitness("witness.example", WitnessKeyFile.NewSeed(), [_log.Key], _state, TimeProvider.System);

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Answer_NewAndGrowingLog_IsCosignedAndRemembered()
    {
        Assert.Equal(200, (await AskAsync(0, 10)).Status);
        var answer = await AskAsync(10, 33);

        Assert.Equal(200, answer.Status);
        Assert.Equal(33, _state.Tree.Size);
        Assert.True(SignedNote.TryParse(_log.Checkpoint(33) + answer.Body, out var note));
        Assert.True(note.IsSignedBy(_witness.Key));
    }

    [Fact]
    public async Task Answer_SameCheckpointAgain_IsCosignedAgain()
    {
        await AskAsync(0, 10);

        Assert.Equal(200, (await AskAsync(10, 10)).Status);
    }

    [Fact]
    public async Task Answer_OtherOldSizeThanRemembered_Is409WithTheSize()
    {
        await AskAsync(0, 10);

        var answer = await AskAsync(5, 33);

        Assert.Equal((409, "10\n", "text/x.tlog.size"), (answer.Status, answer.Body, answer.ContentType));
    }

    [Fact]
    public async Task Answer_RewrittenHistory_Is422OrConflict_AndForgotten()
    {
        await AskAsync(0, 10);
        _log.Leaves[3] = "{}"u8.ToArray();

        Assert.Equal(422, (await AskAsync(10, 33)).Status);
        var sameSize = await AskAsync(10, 10);
        Assert.Equal((409, "10\n", "text/x.tlog.size"), (sameSize.Status, sameSize.Body, sameSize.ContentType));
        Assert.Equal(10, _state.Tree.Size);
    }

    [Fact]
    public async Task Answer_UnknownLogWrongKeyOrSmallerTree_Is404_403_400()
    {
        using var impostor = new SampleLog(10);
        using var other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var unknown = SignedNote.Sign(new Checkpoint("other", 10, MerkleHash.Empty).ToString(), "other", other);

        Assert.Equal(404, (await _witness.AnswerAsync(Bytes(new(0, [], unknown)), TestContext.Current.CancellationToken)).Status);
        Assert.Equal(
            403,
            (await _witness.AnswerAsync(Bytes(new(0, [], impostor.Checkpoint(10))), TestContext.Current.CancellationToken)).Status
        );
        Assert.Equal(
            400,
            (await _witness.AnswerAsync(Bytes(new(11, [], _log.Checkpoint(10))), TestContext.Current.CancellationToken)).Status
        );
        Assert.Equal(0, _state.Tree.Size);
    }

    [Fact]
    public async Task Answer_ProofThatIsNotNeeded_Is422()
    {
        Assert.Equal(
            422,
            (
                await _witness.AnswerAsync(Bytes(new(0, [MerkleHash.Empty], _log.Checkpoint(10))), TestContext.Current.CancellationToken)
            ).Status
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("old 0\n\n")]
    [InlineData("old 00\n\nN")]
    [InlineData("new 0\n\nN")]
    [InlineData("old -1\n\nN")]
    [InlineData("old 0\nnonsense\n\nN")]
    [InlineData("old 0\r\n\nN")]
    public async Task Answer_Malformed_Is400(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body.Replace("N", _log.Checkpoint(10).ToString(), StringComparison.Ordinal));

        Assert.Equal(400, (await _witness.AnswerAsync(bytes, TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public async Task Answer_SomebodyWasQuicker_Is409AndNothingIsRolledBack()
    {
        _state.BeforeSet = () => _state.Tree = new WitnessedTree(35, _log.Root(35));

        var answer = await AskAsync(0, 10);

        Assert.Equal((409, "35\n"), (answer.Status, answer.Body));
        Assert.Equal(35, _state.Tree.Size);
    }

    [Fact]
    public void Request_RoundTrips()
    {
        var body = Bytes(new(10, _log.Consistency(10, 33).Hashes, _log.Checkpoint(33)));

        Assert.True(WitnessRequest.TryParse(body, out var read));
        Assert.Equal(body, Bytes(read));
    }

    [Fact]
    public void KeyFile_RoundTrips_AndRefusesOtherKeys()
    {
        var seed = WitnessKeyFile.NewSeed();

        Assert.True(WitnessKeyFile.TryRead(WitnessKeyFile.Write(seed), out var read));
        Assert.Equal(seed, read);
        Assert.False(WitnessKeyFile.TryRead(_log.PrivateKey.ExportPkcs8PrivateKeyPem(), out _));
        Assert.False(WitnessKeyFile.TryRead("", out _));
    }

    private static byte[] Bytes(WitnessRequest request) => Encoding.UTF8.GetBytes(request.ToString());

    private Task<WitnessAnswer> AskAsync(int from, int to) =>
        _witness.AnswerAsync(
            Bytes(new(from, from == 0 ? [] : _log.Consistency(from, to).Hashes, _log.Checkpoint(to))),
            TestContext.Current.CancellationToken
        );

    private sealed class MemoryState : IWitnessState
    {
        public WitnessedTree Tree { get; set; } = WitnessedTree.None;

        public Action? BeforeSet { get; set; }

        public Task<WitnessedTree> GetAsync(string origin, CancellationToken ct) => Task.FromResult(Tree);

        public Task<bool> TrySetAsync(string origin, WitnessedTree before, WitnessedTree after, CancellationToken ct)
        {
            BeforeSet?.Invoke();
            if (Tree.Size != before.Size)
            {
                return Task.FromResult(false);
            }

            Tree = after;
            return Task.FromResult(true);
        }
    }
}
