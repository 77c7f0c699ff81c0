namespace Governance.Portal.Kernel.Identity;

/// <summary>
/// Whether the page at the address in force may be seen. An open page stays while that is asked again for another address of it, and does
/// nothing with that address before the answer.
/// </summary>
public sealed class PageDoor
{
    private Task<bool> _answer = Task.FromResult(true);

    /// <summary>False while it is asked.</summary>
    public bool IsAnswered => _answer.IsCompleted;

    /// <summary>It is asked from now on, until the answer is set.</summary>
    public TaskCompletionSource<bool> Ask()
    {
        var asked = new TaskCompletionSource<bool>();
        _answer = asked.Task;
        return asked;
    }

    /// <summary>The answer for the address in force, also when another address was asked for meanwhile.</summary>
    /// <returns>False when the page is refused or could not be asked about.</returns>
    public async Task<bool> AnswerAsync()
    {
        while (true)
        {
            var asked = _answer;
            var may = await asked;
            if (ReferenceEquals(asked, _answer))
            {
                return may;
            }
        }
    }
}
