namespace Governance.Portal.Components.Toasts;

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
    private readonly List<(Toast Toast, ITimer? Timer)> _shown = [];
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

    public void Show(string text, ToastAction? action = null) => Add(text, isError: false, action);

    public void ShowError(string text, ToastAction? action = null) => Add(text, isError: true, action);

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

    private void Add(string text, bool isError, ToastAction? action)
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
            _shown.Add((toast, isError ? null : clock.CreateTimer(_ => Dismiss(toast.Id), null, life, Timeout.InfiniteTimeSpan)));
        }

        Changed?.Invoke(this, EventArgs.Empty);
    }
}
