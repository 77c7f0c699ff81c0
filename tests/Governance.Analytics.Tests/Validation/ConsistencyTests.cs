using Governance.Analytics.Attribution;
using Governance.Analytics.Io;
using Governance.Analytics.Robustness;
using Governance.Analytics.Validation;

namespace Governance.Analytics.Tests.Validation;

public sealed class ConsistencyTests
{
    private static readonly Table s_inputs = new([
        new NumericColumn("a", [.. Enumerable.Range(0, 100).Select(i => i / 100.0)]),
        new CategoryColumn("b", [.. Enumerable.Range(0, 100).Select(i => $"v{i % 3}")]),
    ]);

    [Fact]
    public async Task Repeat_SteadyModel_IsAlike()
    {
        var check = await ConsistencyChecks.RepeatAsync(
            s_inputs,
            Scores(s_inputs),
            Steady,
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal((RobustnessVerdict.Ok, 0L, 100L), (check.Verdict, check.Moved.Successes, check.Moved.Trials));
    }

    // The answer of a row depends on where in the request it stands: rows asked backwards tell.
    [Fact]
    public async Task Repeat_ModelThatLooksAtNeighbours_Fails()
    {
        ScoreRows byPosition = (rows, _) => Task.FromResult(Enumerable.Range(0, rows.RowCount).Select(i => i < 50 ? 0.1 : 0.9).ToArray());
        var first = await byPosition(s_inputs, TestContext.Current.CancellationToken);

        var check = await ConsistencyChecks.RepeatAsync(
            s_inputs,
            first,
            byPosition,
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal(RobustnessVerdict.Fail, check.Verdict);
        Assert.Equal(100, check.Flipped.Successes);
        Assert.Equal(0.8, check.LargestChange!.Value, precision: 12);
    }

    [Fact]
    public async Task Irrelevant_ColumnThatMatters_FailsOverRowsWhoseValueChanged()
    {
        var steady = await ConsistencyChecks.IrrelevantAsync(
            s_inputs,
            Scores(s_inputs),
            "b",
            Steady,
            cancellationToken: TestContext.Current.CancellationToken
        );
        var moved = await ConsistencyChecks.IrrelevantAsync(
            s_inputs,
            Scores(s_inputs),
            "a",
            Steady,
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal(RobustnessVerdict.Ok, steady.Verdict);
        // About a third of the rows draw the value they had, and say nothing.
        Assert.InRange(steady.Moved.Trials, 50, 85);
        Assert.Equal(RobustnessVerdict.Fail, moved.Verdict);
        Assert.Equal(moved.Moved.Trials, moved.Moved.Successes);
    }

    [Fact]
    public async Task Irrelevant_ColumnOfOneValue_IsNotRun()
    {
        var inputs = s_inputs.With(new NumericColumn("c", new double[100]));

        var check = await ConsistencyChecks.IrrelevantAsync(
            inputs,
            Scores(inputs),
            "c",
            Steady,
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal(RobustnessVerdict.NotRun, check.Verdict);
    }

    [Fact]
    public void Logged_ScoreMovesWithoutTurningAClass_WarnsAndAnAnswerRefusedFails()
    {
        Assert.Equal(RobustnessVerdict.Warn, ConsistencyChecks.Logged([0.2, 0.7], [0.2, 0.71]).Verdict);
        Assert.Equal(RobustnessVerdict.Ok, ConsistencyChecks.Logged([0.2, double.NaN], [0.2 + 1e-9, 0.9]).Verdict);
        Assert.Equal(RobustnessVerdict.Fail, ConsistencyChecks.Logged([0.2, 0.7], [0.2, double.NaN]).Verdict);
        Assert.Equal(RobustnessVerdict.NotRun, ConsistencyChecks.Logged([double.NaN], [0.2]).Verdict);
    }

    private static double[] Scores(Table rows) => ((NumericColumn)rows.Find("a")!).Values.ToArray();

    private static Task<double[]> Steady(Table rows, CancellationToken ct) => Task.FromResult(Scores(rows));
}
