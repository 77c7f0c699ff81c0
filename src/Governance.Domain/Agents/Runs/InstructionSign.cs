namespace Governance.Domain.Agents.Runs;

/// <summary>What makes a text look like instructions for a model.</summary>
public enum InstructionSign
{
    /// <summary>It tells the model to leave its instructions, to be someone else, or to keep something from its user.</summary>
    Override,

    /// <summary>It has marks with which chats separate who speaks.</summary>
    RoleMarker,

    /// <summary>It imitates a call of a tool.</summary>
    ToolCall,

    /// <summary>It has characters that no reader sees, where no script needs them.</summary>
    HiddenCharacters,

    /// <summary>A block in base64 or hexadecimal digits says one of the first three.</summary>
    EncodedBlock,

    /// <summary>A guardrail of the agent's program says that it stepped in.</summary>
    Guardrail,
}
