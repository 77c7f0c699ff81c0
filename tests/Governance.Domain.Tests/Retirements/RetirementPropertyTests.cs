using Governance.Domain.Identity;
using Governance.Domain.Retirements;
using Governance.Transparency;

namespace Governance.Domain.Tests.Retirements;

/// <summary>Whatever people do in whatever order, some things never happen to a retirement.</summary>
public sealed class RetirementPropertyTests
{
    private static readonly string s_file = $"mail.eml {new string('a', 64)}";
    private static readonly string?[] s_words = [null, "", "Because"];

    private static readonly RetirementTemplate s_template = new()
    {
        Id = "standard",
        Version = 1,
        Title = "Test",
        Tasks = [new("tell", "Tell users", "Say so.", [], 14, true), new("lessons", "Lessons", "Write them.", [], 0, false)],
    };

    [Theory]
    [MemberData(nameof(Seeds))]
    public void AnySequenceOfActions_KeepsTheInvariants(int seed)
    {
        var random = new Random(seed);
        var run = new Run(random);
        for (var step = 0; step < 80; step++)
        {
            var (state, revision, retired, tasks) = (
                run.It.State,
                run.It.Revision,
                run.Retired,
                run.It.Tasks.Count(t => t.DoneAt is not null)
            );
            var blocked = run.It.Blockers(run.Found).Count > 0;
            var refused = run.Act();

            // What is refused changes nothing.
            if (refused)
            {
                Assert.Equal((state, revision), (run.It.State, run.It.Revision));
            }

            // What is over stays over, and how it ended with it.
            if (state is RetirementState.Closed or RetirementState.Cancelled)
            {
                Assert.Equal(state, run.It.State);
            }

            // No one signs what something stands against, and what is signed has its statement.
            if (state is RetirementState.UnderWay && run.It.State is RetirementState.ToSign)
            {
                Assert.False(blocked);
            }

            if (run.It.State is RetirementState.ToSign)
            {
                Assert.NotNull(run.It.Statement);
                Assert.Equal(Sha256Hex.Of(run.It.Statement), run.It.StatementSha256);
                Assert.Equal(run.It.StatementSha256, run.It.BundledSha256);
            }

            // What is retired stays retired, a task that is done stays done, and traffic that was stopped comes back only by calling it
            // off.
            Assert.True(run.Retired >= retired);
            Assert.True(run.It.Tasks.Count(t => t.DoneAt is not null) >= tasks);
            Assert.All(
                run.It.Versions,
                v => Assert.Equal(run.It.StoppedAt is not null && run.It.State is not RetirementState.Cancelled, v.StoppedAt is not null)
            );
            Assert.True(run.It.ConfirmedAt is null || run.It.StoppedAt is not null);
            Assert.False(run.It.State is RetirementState.Cancelled && run.Retired > 0);
            Assert.Equal(run.It.State is RetirementState.Closed or RetirementState.Cancelled, run.It.ClosedAt is not null);
            if (run.It.State is RetirementState.Closed)
            {
                Assert.All(run.It.Versions, v => Assert.NotNull(v.RetiredAt));
            }
        }
    }

    public static TheoryData<int> Seeds()
    {
        var seeds = new TheoryData<int>();
        foreach (var seed in Enumerable.Range(1, 200))
        {
            seeds.Add(seed);
        }

        return seeds;
    }

    private sealed class Run
    {
        private readonly Random _random;
        private DateTimeOffset _now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

        public Run(Random random)
        {
            _random = random;
            var opened = Retirement.Open(
                new(1),
                new(RetirementKind.Model, "a", "A", "Replaced", new UserId(1), _now.AddDays(30), null, [("a", "1"), ("a", "2")]),
                s_template,
                [],
                "user:USR-0001",
                _now
            );
            Assert.True(opened.IsDone, opened.Refusal?.Message);
            It = opened.Value;
        }

        public Retirement It { get; }

        public RetirementFindings Found { get; private set; } = new();

        public int Retired => It.Versions.Count(v => v.RetiredAt is not null);

        /// <summary>Does something; true when it was refused.</summary>
        public bool Act()
        {
            _now = _now.AddHours(_random.Next(12));
            var word = s_words[_random.Next(s_words.Length)];
            switch (_random.Next(14))
            {
                case 0:
                    return It.Change(new UserId(1 + _random.Next(2)), _now.AddDays(_random.Next(60) - 5), word, _now) is not null;
                case 1 when _random.Next(4) == 0:
                    return It.Cancel(word, _now) is not null;
                case 2:
                    return It.Reopen(word) is not null;
                case 3 or 4:
                    return It.Finish(1 + _random.Next(3), word, _random.Next(3) > 0 ? s_file : null, "Owner", _now) is not null;
                case 5:
                    return It.Stop("Owner", _now) is not null;
                case 6:
                    return It.Confirm((TrafficProof)_random.Next(2), word, _random.Next(2) == 0 ? s_file : null, Found, _now) is not null;
                case 7:
                    return It.Retain(_now, _now.AddYears(10), word, _random.Next(5) == 0 ? _now.AddYears(11) : null, "Art. 18") is not null;
                case 8:
                    Found =
                        _random.Next(3) == 0
                            ? new RetirementFindings { Dependants = [new(DependantKind.System, "SYS-0001", "Lending", "names it", true)] }
                            : new();
                    return false;
                case 9:
                    return It.Decide([(DependantKind.System, "SYS-0001")], DependantDecisionKind.Accepted, null, word, Found, "Owner", _now)
                        is not null;
                case 10 or 11:
                    return It.Propose(Found) is not null;
                case 12:
                    return It.Close(Found, _now) is not null;
                default:
                    // As its approval does it: only a live one, and only what is being signed.
                    if (It.IsLive && It.RefusesSignature(Found) is null)
                    {
                        It.Retired("a", _random.Next(2) == 0 ? "1" : "2", "APR-0001", _now);
                    }

                    return false;
            }
        }
    }
}
