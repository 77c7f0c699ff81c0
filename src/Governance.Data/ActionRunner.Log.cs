using Microsoft.Extensions.Logging;

namespace Governance.Data;

public sealed partial class ActionRunner
{
    [LoggerMessage(1001, LogLevel.Information, "{Action} of {Subject} collided with another writer, try {Try}")]
    private partial void LogCollision(string action, string subject, int @try);

    [LoggerMessage(
        1007,
        LogLevel.Warning,
        "{Action} of {Subject} timed out waiting for a lock or lost its connection in try {Try}, and is retried"
    )]
    private partial void LogHeldUp(string action, string subject, int @try);

    [LoggerMessage(
        1012,
        LogLevel.Error,
        "{Action} of {Subject} was given up: its locks were not to be had in time, or this node stood still"
    )]
    private partial void LogGivenUp(Exception e, string action, string subject);

    [LoggerMessage(1013, LogLevel.Error, "{Action} of {Subject} was not done: the disk is full")]
    private partial void LogFull(Exception e, string action, string subject);

    [LoggerMessage(1004, LogLevel.Critical, "{Action} of {Subject} could not be logged")]
    private partial void LogDamaged(Exception e, string action, string subject);

    [LoggerMessage(1008, LogLevel.Error, "{Action} of {Subject} was not started: a newer program has changed the schema")]
    private partial void LogOutdated(Exception e, string action, string subject);

    [LoggerMessage(1005, LogLevel.Critical, "{Action} was stopped by a stored record that is not what the log states: {Subject}")]
    private partial void LogAltered(Exception? e, string action, string subject);

    [LoggerMessage(1006, LogLevel.Critical, "{Action} of {Subject} could not be signed")]
    private partial void LogUnsigned(Exception e, string action, string subject);

    [LoggerMessage(1009, LogLevel.Error, "{Action} of {Subject} was not done: the content store does not answer")]
    private partial void LogNoContent(Exception e, string action, string subject);

    [LoggerMessage(1010, LogLevel.Warning, "{Action} of {Subject} was not done: what it needs from outside changed with every try")]
    private partial void LogMoved(Exception e, string action, string subject);

    [LoggerMessage(1002, LogLevel.Warning, "{Action} of {Subject} refused: {Code}")]
    private partial void LogRefused(string action, string subject, string code);
}
