namespace Governance.Portal.Kernel.Nodes;

/// <summary>Something that the nodes of an installation tell one another. Registered by what has it to tell.</summary>
internal interface INodeTopic
{
    /// <summary>Its name in messages, one word.</summary>
    string Name { get; }

    /// <summary>From now on everything is heard; what was told before may have been missed.</summary>
    Task ListeningAsync(CancellationToken ct) => Task.CompletedTask;

    /// <summary>Hears what another node told. A text of another version's is left alone.</summary>
    Task HearAsync(string text, CancellationToken ct);
}
