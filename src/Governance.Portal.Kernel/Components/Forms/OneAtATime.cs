namespace Governance.Portal.Kernel.Components.Forms;

/// <summary>Runs what a button asks for, and nothing that is asked for meanwhile: a second press is none.</summary>
public sealed class OneAtATime
{
    /// <summary>True while something runs.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>Runs it, unless something runs.</summary>
    public async Task RunAsync(Func<Task> act)
    {
        ArgumentNullException.ThrowIfNull(act);
        if (IsBusy)
        {
            return;
        }

        IsBusy = true;
        try
        {
            await act();
        }
        finally
        {
            IsBusy = false;
        }
    }
}
