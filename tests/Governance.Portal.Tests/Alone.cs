namespace Governance.Portal.Tests;

/// <summary>Tests that measure time or memory of the whole process or machine: nothing runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
