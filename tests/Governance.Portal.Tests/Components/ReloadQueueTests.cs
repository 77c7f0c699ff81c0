using Governance.Portal.Kernel.Components.States;
using Governance.Portal.Tests.Account;

namespace Governance.Portal.Tests.Components;

public sealed class ReloadQueueTests
{
    [Fact]
    public async Task Ask_OftenBeforeItsTurn_ReloadsOnce_AndNotInsideTheCall()
    {
        var reloads = 0;
        var turns = new Queue<Func<Task>>();
        var queue = new ReloadQueue(
            work =>
            {
                turns.Enqueue(work);
                return Task.CompletedTask;
            },
            () =>
            {
                reloads++;
                return Task.CompletedTask;
            }
        );

        queue.Ask();
        queue.Ask();
        queue.Ask();

        Assert.Equal(0, reloads);
        await Assert.Single(turns)();
        Assert.Equal(1, reloads);
    }

    [Fact]
    public async Task Ask_AgainBeforeThePauseIsOver_WaitsForIt_AndTheFirstForNothing()
    {
        var clock = new TestClock();
        var reloads = 0;
        var turns = new Queue<Func<Task>>();
        var queue = new ReloadQueue(
            work =>
            {
                turns.Enqueue(work);
                return Task.CompletedTask;
            },
            () =>
            {
                reloads++;
                return Task.CompletedTask;
            },
            TimeSpan.FromSeconds(5),
            clock
        );

        queue.Ask();
        await turns.Dequeue()();
        Assert.Equal(1, reloads);

        queue.Ask();
        var second = turns.Dequeue()();
        queue.Ask(); // read with the second
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.False(second.IsCompleted);
        Assert.Empty(turns);
        clock.Advance(TimeSpan.FromSeconds(1));
        await second;
        Assert.Equal(2, reloads);

        clock.Advance(TimeSpan.FromSeconds(5));
        queue.Ask();
        await turns.Dequeue()();
        Assert.Equal(3, reloads);
    }

    [Fact]
    public async Task Ask_WhileItReads_ReadsAgain()
    {
        var reloads = 0;
        var turns = new Queue<Func<Task>>();
        ReloadQueue? queue = null;
        queue = new ReloadQueue(
            work =>
            {
                turns.Enqueue(work);
                return Task.CompletedTask;
            },
            () =>
            {
                if (++reloads == 1)
                {
                    queue!.Ask(); // a change that this reading may have missed
                }

                return Task.CompletedTask;
            }
        );

        queue.Ask();
        await turns.Dequeue()();

        await Assert.Single(turns)();
        Assert.Equal(2, reloads);
    }
}
