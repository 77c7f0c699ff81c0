namespace Governance.Testing;

/// <summary>
/// Scenes for all cases of a class that do not disturb one another, as a class fixture: to start a portal for each of them took most of
/// their time. There is one of each type and key. A case that changes what another looks at makes a scene of its own.
/// </summary>
public sealed class SharedScene : IAsyncDisposable
{
    private readonly Dictionary<(Type Type, object? Key), IAsyncDisposable> _scenes = [];

    /// <summary>The scene of this type and key; made when the first case asks.</summary>
    internal async Task<T> GetAsync<T>(Func<Task<T>> make, object? key = null)
        where T : class, IAsyncDisposable
    {
        if (!_scenes.TryGetValue((typeof(T), key), out var scene))
        {
            scene = _scenes[(typeof(T), key)] = await make();
        }

        return (T)scene;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var scene in _scenes.Values)
        {
            await scene.DisposeAsync();
        }
    }
}
