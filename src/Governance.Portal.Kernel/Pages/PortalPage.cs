using Governance.Portal.Kernel.Components.States;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Kernel.Pages;

/// <summary>
/// A page that stays open while it is asked whether another address of it may be seen: it is given the address, and neither reads nor draws
/// by it before the answer.
/// </summary>
public abstract class PortalPage : ComponentBase
{
    private int _turn;
    private bool _isToBeDrawn;

    /// <summary>What the page is made of.</summary>
    [Inject]
    protected IServiceProvider Services { get; set; } = null!;

    private PageDoor? Door => field ??= Services.GetService<PageDoor>();

    private bool IsAnswered => Door?.IsAnswered is not false;

    /// <inheritdoc/>
    public override Task SetParametersAsync(ParameterView parameters)
    {
        var turn = ++_turn;
        if (IsAnswered)
        {
            return base.SetParametersAsync(parameters);
        }

        parameters.SetParameterProperties(this); // they can be read only now
        return AnsweredAsync(() => turn == _turn ? base.SetParametersAsync(ParameterView.Empty) : Task.CompletedTask);
    }

    /// <inheritdoc/>
    protected override bool ShouldRender()
    {
        if (IsAnswered)
        {
            return true;
        }

        if (!_isToBeDrawn)
        {
            _isToBeDrawn = true;
            _ = InvokeAsync(DrawAsync);
        }

        return false;
    }

    /// <summary>Reads the page again when something has changed, after it is known that the address in force may be seen.</summary>
    /// <param name="reload">Reads again; deals with its own failures.</param>
    /// <param name="pause">The least time from one reading to the next.</param>
    protected ReloadQueue ReloadsOf(Func<Task> reload, TimeSpan pause = default) =>
        new(InvokeAsync, () => AnsweredAsync(reload), pause, Services.GetService<TimeProvider>());

    /// <summary>Does something by the address in force when it is known that it may be seen, and nothing when it may not.</summary>
    protected Task AnsweredAsync(Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return IsAnswered ? work() : WaitAsync();

        async Task WaitAsync()
        {
            if (await Door!.AnswerAsync())
            {
                await work();
            }
        }
    }

    private Task DrawAsync() =>
        AnsweredAsync(() =>
        {
            _isToBeDrawn = false;
            StateHasChanged();
            return Task.CompletedTask;
        });
}
