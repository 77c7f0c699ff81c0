namespace Governance.Portal.Kernel.Identity;

/// <summary>
/// Whether the page at the address in force may be seen. An open page stays while that is asked again for another address of it, and does
/// nothing with that address before the answer.
/// </summary>
public sealed class PageDoor
{
    /// <summary>The answer of the last asking; false when the page is refused or could not be asked about.</summary>
    public Task<bool> Answer { get; private set; } = Task.FromResult(true);

    /// <summary>It is asked from now on, until the answer is set.</summary>
    public TaskCompletionSource<bool> Ask()
    {
        var asked = new TaskCompletionSource<bool>();
        Answer = asked.Task;
        return asked;
    }
}
