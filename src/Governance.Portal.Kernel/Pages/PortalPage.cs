using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Kernel.Pages;

/// <summary>
/// A page that stays open while it is asked whether another address of it may be seen: it is given the address, and does nothing with it
/// before the answer.
/// </summary>
public abstract class PortalPage : ComponentBase
{
    private int _turn;

    /// <summary>What the page is made of.</summary>
    [Inject]
    protected IServiceProvider Services { get; set; } = null!;

    /// <inheritdoc/>
    public override Task SetParametersAsync(ParameterView parameters)
    {
        var turn = ++_turn;
        if (Services.GetService<PageDoor>()?.Answer is not { IsCompletedSuccessfully: false } answer)
        {
            return base.SetParametersAsync(parameters);
        }

        parameters.SetParameterProperties(this); // they can be read only now
        return WaitAsync(answer, turn);
    }

    private async Task WaitAsync(Task<bool> answer, int turn)
    {
        if (await answer && turn == _turn)
        {
            await base.SetParametersAsync(ParameterView.Empty);
        }
    }
}
