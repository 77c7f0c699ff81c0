using Governance.Domain;

namespace Governance.Portal.Kernel.Components.Toasts;

/// <summary>
/// Shows short messages at the lower left. At most three; they leave after six seconds (eight with an action), errors stay until dismissed.
/// Never the only place where a result can be seen.
/// </summary>
public sealed class ToastService(TimeProvider clock) : IDisposable
{
    private const int Most = 3;

    private static readonly TimeSpan s_shown = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan s_shownWithAction = TimeSpan.FromSeconds(8);

    private readonly Lock _gate = new();
    private readonly List<Shown> _shown = [];
    private int _last;

    /// <summary>Raised on any thread.</summary>
    public event EventHandler? Changed;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Toast> Toasts
    {
        get
        {
            lock (_gate)
            {
                return [.. _shown.Select(shown => shown.Toast)];
            }
        }
    }

    public void Show(Sentence text, ToastAction? action = null) => Add(text, isError: false, action);

    public void ShowError(Sentence text, ToastAction? action = null) => Add(text, isError: true, action);

    /// <summary>
    /// Says what was done and offers to undo it for eight seconds. What is undone is done again: the action answers why it could not be, or
    /// null.
    /// </summary>
    /// <param name="text">What was done.</param>
    /// <param name="undone">What is said once it is undone.</param>
    /// <param name="undo">The action that takes it back; answers a sentence when it was refused.</param>
    public void ShowUndo(Sentence text, Sentence undone, Func<Task<Sentence?>> undo)
    {
        ArgumentNullException.ThrowIfNull(undo);
        Show(
            text,
            new ToastAction(
                "Undo",
                async () =>
                {
                    if (await undo() is { } problem)
                    {
                        ShowError(problem);
                    }
                    else
                    {
                        Show(undone);
                    }
                }
            )
        );
    }

    /// <summary>The clock of a message stands still while someone is at it.</summary>
    public void Hold(int id)
    {
        lock (_gate)
        {
            _shown.Find(shown => shown.Toast.Id == id)?.Timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Its time begins again.</summary>
    public void Release(int id)
    {
        lock (_gate)
        {
            if (_shown.Find(shown => shown.Toast.Id == id) is { } shown)
            {
                shown.Timer?.Change(shown.Life, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dismiss(int id)
    {
        lock (_gate)
        {
            var index = _shown.FindIndex(shown => shown.Toast.Id == id);
            if (index < 0)
            {
                return;
            }

            _shown[index].Timer?.Dispose();
            _shown.RemoveAt(index);
        }

        Changed?.Invoke(this, EventArgs.Empty);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _shown.ForEach(shown => shown.Timer?.Dispose());
            _shown.Clear();
        }
    }

    private void Add(Sentence text, bool isError, ToastAction? action)
    {
        lock (_gate)
        {
            var toast = new Toast(++_last, text, isError, action);
            if (_shown.Count == Most)
            {
                _shown[0].Timer?.Dispose();
                _shown.RemoveAt(0);
            }

            var life = action is null ? s_shown : s_shownWithAction;
            _shown.Add(
                new Shown(toast, isError ? null : clock.CreateTimer(_ => Dismiss(toast.Id), null, life, Timeout.InfiniteTimeSpan), life)
            );
        }

        Changed?.Invoke(this, EventArgs.Empty);
    }

    private sealed record Shown(Toast Toast, ITimer? Timer, TimeSpan Life);
}
