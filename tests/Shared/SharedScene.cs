namespace Governance.Testing;

/// <summary>
/// One scene for all cases of a class that change nothing in it, as a class fixture: to start a portal for each of them took most of their
/// time. A case that stores something makes a scene of its own.
/// </summary>
public sealed class SharedScene : IAsyncDisposable
{
    private IAsyncDisposable? _scene;

    /// <summary>The scene; made when the first case asks.</summary>
    internal async Task<T> GetAsync<T>(Func<Task<T>> make)
        where T : class, IAsyncDisposable
    {
        _scene ??= await make();
        return (T)_scene;
    }

    public async ValueTask DisposeAsync()
    {
        if (_scene is not null)
        {
            await _scene.DisposeAsync();
        }
    }
}
