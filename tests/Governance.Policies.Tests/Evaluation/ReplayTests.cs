using System.Text;
using static Governance.Policies.Tests.TestFacts;

namespace Governance.Policies.Tests;

public sealed class ReplayTests
{
    private static readonly PolicyDocument s_policy = Policy("type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.75}");
    private static readonly GateInput s_input = Input with { Metrics = [Metric("auc", 0.7)] };

    [Fact]
    public void Replay_SamePolicyAndInput_IsIdentical()
    {
        var stored = GateEvaluator.Evaluate([s_policy], s_input).ToBytes();

        var replay = GateEvaluator.Replay([s_policy], s_input.ToBytes(), stored);

        Assert.True(replay.Identical);
        Assert.Null(replay.FirstDifference);
    }

    [Fact]
    public void Replay_ResultWasChanged_NamesTheMember()
    {
        var stored = Encoding
            .UTF8.GetString(GateEvaluator.Evaluate([s_policy], s_input).ToBytes())
            .Replace("\"actual\":\"0.7, n = 5,000\"", "\"actual\":\"0.9, n = 5,000\"", StringComparison.Ordinal);

        var replay = GateEvaluator.Replay([s_policy], s_input.ToBytes(), Encoding.UTF8.GetBytes(stored));

        Assert.False(replay.Identical);
        Assert.Equal(new ReplayDifference("results[2].actual", "0.9, n = 5,000", "0.7, n = 5,000"), replay.FirstDifference);
    }

    [Fact]
    public void Replay_InputWasChanged_ShowsInTheInputDigest()
    {
        var stored = GateEvaluator.Evaluate([s_policy], s_input).ToBytes();
        byte[] padded = [.. s_input.ToBytes(), (byte)'\n'];

        Assert.Equal("input_sha256", GateEvaluator.Replay([s_policy], padded, stored).FirstDifference?.Path);
    }

    [Fact]
    public void Replay_PolicyWasChanged_IsNotIdentical()
    {
        var stored = GateEvaluator.Evaluate([s_policy], s_input).ToBytes();
        var other = Policy("type: metric_threshold, params: {metric: auc, op: \">=\", value: 0.70}");

        Assert.False(GateEvaluator.Replay([other], s_input.ToBytes(), stored).Identical);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[")]
    [InlineData("{\"\\ud800\":1}")]
    public void Replay_StoredBytesAreDamaged_IsADifferenceAndNoException(string damaged)
    {
        var stored = GateEvaluator.Evaluate([s_policy], s_input).ToBytes();
        var bytes = Encoding.UTF8.GetBytes(damaged);

        Assert.NotNull(GateEvaluator.Replay([s_policy], s_input.ToBytes(), bytes).FirstDifference);
        Assert.NotNull(GateEvaluator.Replay([s_policy], bytes, stored).FirstDifference);
        Assert.NotEmpty(GateResult.FromBytes(bytes).Problems);
    }
}
