using Governance.Analytics.Alarms;

namespace Governance.Analytics.Tests.Alarms;

public sealed class AlarmJudgeTests
{
    [Fact]
    public void Judge_EffectWithoutSignificance_IsUnclear()
    {
        var verdicts = AlarmJudge.Judge([
            new(HasEffect: true, 0.01, IsEnough: true),
            new(HasEffect: true, 1e-6, IsEnough: true),
            new(HasEffect: false, 1e-9, IsEnough: true),
        ]);

        Assert.Equal([AlarmOutcome.Unclear, AlarmOutcome.Breach, AlarmOutcome.Ok], verdicts.Select(v => v.Outcome));
    }

    // Alone 4e-4 is below the level of 1e-3; among ten figures tested it becomes 4e-3.
    [Fact]
    public void Judge_MoreFiguresTested_AsksForMore()
    {
        AlarmFigure figure = new(HasEffect: true, 4e-4, IsEnough: true);

        Assert.Equal(AlarmOutcome.Breach, AlarmJudge.Judge([figure])[0].Outcome);
        var among = AlarmJudge.Judge([figure, .. Enumerable.Repeat(new AlarmFigure(HasEffect: false, 0.9, IsEnough: true), 9)]);
        Assert.Equal(AlarmOutcome.Unclear, among[0].Outcome);
        Assert.Equal(4e-3, among[0].PValueAdjusted!.Value, 1e-12);
    }

    [Fact]
    public void Judge_FigureWithFewRows_IsNotTestedAndCostsOthersNothing()
    {
        var verdicts = AlarmJudge.Judge([new(HasEffect: true, 4e-4, IsEnough: true), new(HasEffect: true, 1e-9, IsEnough: false)]);

        Assert.Equal([AlarmOutcome.Breach, AlarmOutcome.NotEnough], verdicts.Select(v => v.Outcome));
        Assert.Null(verdicts[1].PValueAdjusted);
    }

    [Fact]
    public void Judge_CertainFigure_BreachesByItsEffectAlone() =>
        Assert.Equal(
            [AlarmOutcome.Breach, AlarmOutcome.Ok],
            AlarmJudge
                .Judge([new(HasEffect: true, null, IsEnough: true), new(HasEffect: false, null, IsEnough: true)])
                .Select(v => v.Outcome)
        );

    [Theory]
    [InlineData("BB", AlarmStep.Raise)]
    [InlineData("B", AlarmStep.Wait)]
    [InlineData("BOB", AlarmStep.Wait)]
    [InlineData("BNB", AlarmStep.Raise)] // too few rows between two breaches hide neither
    [InlineData("BUB", AlarmStep.Wait)]
    [InlineData("OOB", AlarmStep.End)]
    [InlineData("OUO", AlarmStep.Wait)]
    [InlineData("", AlarmStep.Wait)]
    public void Next_OfTheLastWindows_AsksForARun(string newestFirst, AlarmStep expected) =>
        Assert.Equal(
            expected,
            AlarmJudge.Next(
                newestFirst.Select(c =>
                    c switch
                    {
                        'B' => AlarmOutcome.Breach,
                        'O' => AlarmOutcome.Ok,
                        'U' => AlarmOutcome.Unclear,
                        _ => AlarmOutcome.NotEnough,
                    }
                ),
                2
            )
        );
}
