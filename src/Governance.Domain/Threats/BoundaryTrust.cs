namespace Governance.Domain.Threats;

/// <summary>How far what lies within a boundary is trusted.</summary>
public enum BoundaryTrust
{
    /// <summary>We operate it.</summary>
    Own,

    /// <summary>Someone we have a contract with operates it.</summary>
    Partner,

    /// <summary>Anyone can reach it or write to it.</summary>
    Public,
}
