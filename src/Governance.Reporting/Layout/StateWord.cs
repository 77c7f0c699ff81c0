namespace Governance.Reporting.Layout;

/// <summary>A state as it is printed: its word and the icon and colour beside it, so that grey copies still tell.</summary>
public sealed record StateWord(string Text, StateKind Kind)
{
    internal string Css =>
        Kind switch
        {
            StateKind.Pass => "pass",
            StateKind.Warn => "warn",
            StateKind.Fail => "fail",
            StateKind.Waived => "waived",
            StateKind.Pending or StateKind.Idle => "",
        };
}

public enum StateKind
{
    Pass,
    Warn,
    Fail,
    Waived,
    Pending,
    Idle,
}
