namespace Governance.Portal.Kernel.Labels;

/// <summary>What a version has a dataset for, in English words: pages translate them.</summary>
public static class DatasetRoles
{
    /// <summary>The role as registered; of the test data also that they are the held-out set.</summary>
    /// <param name="role"><c>training</c>, <c>validation</c>, <c>test</c> or <c>reference</c>.</param>
    public static string Words(string role) => role is "test" ? "test (held-out set)" : role;
}
