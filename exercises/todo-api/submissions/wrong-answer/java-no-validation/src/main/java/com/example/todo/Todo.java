package com.example.todo;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

@JsonIgnoreProperties(ignoreUnknown = true)
public class Todo {
    public int id;
    public String title;
    public String notes;
    public Boolean done;
    public String dueOn;
    public int minutesSpent;
    public int version;
    public Instant createdAt;
    public Instant updatedAt;
}
